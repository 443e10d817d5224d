"""The one place that reads the environment: where data lies, which keys protect it, whose organisation it is.

| variable | meaning | when absent |
|---|---|---|
| OPORA_DATA | folder of the embedded database, the keys and `organisation.toml` | `var/` beside the code |
| OPORA_DATABASE | database URL (SQLite or PostgreSQL) | SQLite in the data folder |
| OPORA_SECRET_KEY | signs cookies (hexadecimal) | made once, kept in the data folder |
| OPORA_MASTER_KEY | seals personal data at rest (hexadecimal, 32 bytes) | made once, kept in the data folder |
| OPORA_SIGNING_KEY | signs checkpoints and exports (hexadecimal, 32 bytes) | made once, kept in the data folder |
| OPORA_ANCHORS | file for signed checkpoints; best on another machine | `checkpoints.txt` in the data folder |
| OPORA_ACCESS_DAYS | how long it is kept who looked at what; at least 30 days | 1095 |
| OPORA_LANGUAGE | language of who has not chosen one | `ru` |
| OPORA_PLAIN_HTTP | `1` allows cookies without TLS | cookies need TLS |
| OPORA_MAIL | `smtp://user:password@host:587`, `smtps://…`, or a folder for .eml files | no mail |
| OPORA_MAIL_FROM | whom letters come from | `Opora <opora@localhost>` |
| OPORA_ADDRESS | address of this installation, for links in letters and calendars | `http://localhost:8000` |
| OPORA_PROXIES | number of trusted reverse proxies in front | 0 |
"""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
LANGUAGES = ("ru", "en")
SENDER, HOME = "Opora <opora@localhost>", "http://localhost:8000"
KEY_BYTES = 32
LEAST_DAYS = 30


@dataclass(frozen=True, slots=True)
class Organisation:
    """Whose Opora this is: what its papers say of it, working time, days unlike the state's calendar, files taken."""

    name: str = ""
    address: str = ""
    details: str = ""
    signatory: str = ""
    phone: str = ""
    timezone: str = "Europe/Moscow"
    country: str | None = "RU"
    week: tuple[str | None, ...] = ("09:00-18:00",) * 5 + (None, None)
    days_off: tuple[date, ...] = ()
    attachments: tuple[str, ...] = ("pdf", "jpg", "png", "webp", "heic", "docx", "xlsx", "odt", "txt")
    attachment_megabytes: int = 12


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs from one installation to the next."""

    data: Path
    database: str
    secret: bytes = field(repr=False)
    master: bytes = field(repr=False)
    organisation: Organisation = Organisation()
    signing: bytes = field(default_factory=lambda: secrets.token_bytes(KEY_BYTES), repr=False)
    anchors: Path | None = None
    access_days: int = 1095
    language: str = "ru"
    plain_http: bool = False
    demo: bool = False
    proxies: int = 0
    mail: str = field(default="", repr=False)
    mail_from: str = SENDER
    address: str = HOME
    processes: Path = HOUSE / "processes"
    forms: Path = HOUSE / "forms"


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings of this installation; on the first run the data folder and the keys are made."""
    data = _folder(environment)
    return Settings(
        data=data,
        database=environment.get("OPORA_DATABASE") or f"sqlite:///{data / 'opora.sqlite3'}",
        secret=_key(environment.get("OPORA_SECRET_KEY"), data / "secret.key"),
        master=_key(environment.get("OPORA_MASTER_KEY"), data / "master.key"),
        organisation=organisation(data / "organisation.toml"),
        signing=_key(environment.get("OPORA_SIGNING_KEY"), data / "signing.key")[:KEY_BYTES],
        anchors=Path(environment["OPORA_ANCHORS"]) if environment.get("OPORA_ANCHORS") else None,
        access_days=max(LEAST_DAYS, int(environment.get("OPORA_ACCESS_DAYS", "1095"))),
        language=_language(environment.get("OPORA_LANGUAGE", "ru")),
        plain_http=environment.get("OPORA_PLAIN_HTTP") == "1",
        proxies=int(environment.get("OPORA_PROXIES", "0")),
        mail=environment.get("OPORA_MAIL", ""),
        mail_from=environment.get("OPORA_MAIL_FROM") or SENDER,
        address=environment.get("OPORA_ADDRESS") or HOME,
    )


def organisation_here(environment: Mapping[str, str] = os.environ) -> Organisation:
    """The organisation alone: no folder and no key is made for it."""
    return organisation(_folder(environment) / "organisation.toml")


def organisation(path: Path) -> Organisation:
    """The organisation as its file tells; the defaults when there is no file."""
    if not path.is_file():
        return Organisation()
    told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    for name in ("week", "days_off", "attachments"):
        if name in told:
            told[name] = tuple(entry or None for entry in told[name])
    return Organisation(**told)


def _folder(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("OPORA_DATA") or HOUSE / "var")


def _language(wanted: str) -> str:
    if wanted not in LANGUAGES:
        raise ValueError(f"OPORA_LANGUAGE is one of {', '.join(LANGUAGES)}, not {wanted}")
    return wanted


def _key(given: str | None, path: Path) -> bytes:
    """A key as given, else the one kept in `path`, made on the first run and readable by its owner only."""
    if given:
        key = bytes.fromhex(given)
    else:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600), encoding="ascii") as file:
                file.write(secrets.token_hex(KEY_BYTES))
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    if len(key) < KEY_BYTES:
        raise ValueError(f"a key has at least {KEY_BYTES} bytes: {path.name}")
    return key
