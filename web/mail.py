"""How mail leaves the house: by SMTP, as files in a folder, or (nothing set) not at all."""

import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from web.settings import Settings

TIMEOUT = 20  # seconds: less than half of a chore's lease
PORTS = {"smtp": 587, "smtps": 465}


class Post(Protocol):
    """Takes letters."""

    @property
    def goes(self) -> bool: ...

    def send(self, message: EmailMessage) -> None:
        """Hand the letter over; raises OSError (smtplib's errors are) when that failed."""


class NoPost:
    """Where no mail is set up."""

    goes = False

    def send(self, message: EmailMessage) -> None:
        """Nothing is sent."""


class FolderPost:
    """Letters as .eml files, named by their Message-ID: sent twice, there is one."""

    goes = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write the letter."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = message["Message-ID"].strip("<>").replace("/", "-")
        (self._folder / f"{name}.eml").write_bytes(message.as_bytes(policy=SMTP))


class SmtpPost:
    """A mail server: `smtps://user:password@host:465`, or `smtp://…:587` with STARTTLS (not asked of this machine)."""

    goes = True

    def __init__(self, address: str) -> None:
        self._at = urlsplit(address)

    def send(self, message: EmailMessage) -> None:
        """Deliver the letter to the server."""
        host, port = self._at.hostname or "", self._at.port or PORTS[self._at.scheme]
        kind = smtplib.SMTP_SSL if self._at.scheme == "smtps" else smtplib.SMTP
        with kind(host, port, timeout=TIMEOUT) as server:
            if self._at.scheme == "smtp" and host not in {"localhost", "127.0.0.1"}:
                server.starttls()
            if self._at.username:
                server.login(unquote(self._at.username), unquote(self._at.password or ""))
            server.send_message(message)


def post(settings: Settings) -> Post:
    """The way that the settings name; raises ValueError for one that is none."""
    if not settings.mail:
        return NoPost()
    if "://" not in settings.mail:
        return FolderPost(Path(settings.mail))
    if urlsplit(settings.mail).scheme not in PORTS:
        raise ValueError("OPORA_MAIL begins with smtp:// or smtps://, or is a folder")
    return SmtpPost(settings.mail)
