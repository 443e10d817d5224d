"""Ways to reach people, and colleagues."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from marshmallow import ValidationError, validate

from forms import attributes as a
from forms.fields import Field
from forms.kinds.kind import Fake, Kind
from forms.messages import N_, BadAnswer
from forms.text import TEXT, clean

_DIGITS = re.compile(r"\+?[0-9]+")
_ACCOUNT = re.compile(r"[^\s\x00-\x1f\ud800-\udfff]{1,100}")
_IS_EMAIL = validate.Email()


class Phone(Kind):
    """Kept as `+79161234567`; a Russian number may begin with 8, 7, +7 or without anything."""

    name = "phone"
    required: ClassVar[str] = N_("Enter a phone number, for example +7 916 123-45-67.")

    def read(self, raw: Any, field: Field, now: datetime) -> str:
        bare = re.sub(r"[\s().\u2010-\u2015\u2212-]", "", clean(raw, TEXT))
        if not _DIGITS.fullmatch(bare):
            raise BadAnswer(N_("Write one phone number, in digits: +7 916 123-45-67."))
        return _russian(bare) or _foreign(bare)

    def shown(self, recorded: Any) -> str:
        found = re.fullmatch(r"\+7([0-9]{3})([0-9]{3})([0-9]{2})([0-9]{2})", str(recorded))
        return f"+7 {found[1]} {found[2]}-{found[3]}-{found[4]}" if found else str(recorded)

    def sample(self, field: Field, fake: Fake) -> str:
        return fake.make("phone")


def _russian(bare: str) -> str | None:
    if len(bare) == 10 and bare[0] != "+":
        return f"+7{bare}"
    if len(bare) == 11 and bare[0] in "78":
        return f"+7{bare[1:]}"
    return bare if len(bare) == 12 and bare.startswith("+7") else None


def _foreign(bare: str) -> str:
    if not bare.startswith("+"):
        raise BadAnswer(N_("A phone number has ten digits after +7 or 8; a foreign one begins with +."))
    if bare.startswith("+7") or not 8 <= len(bare) <= 16 or bare[1] == "0":
        raise BadAnswer(N_("This phone number has too many or too few digits."))
    return bare


class Email(Kind):
    name = "email"
    required: ClassVar[str] = N_("Enter an e-mail address, for example name@example.org.")

    def read(self, raw: Any, field: Field, now: datetime) -> str:
        address = clean(raw, 254)
        try:
            _IS_EMAIL(address)
        except (ValidationError, UnicodeError) as error:
            raise BadAnswer(N_("This is not an e-mail address. Write it like name@example.org.")) from error
        person, _, host = address.rpartition("@")
        return f"{person}@{host.lower()}"

    def sample(self, field: Field, fake: Fake) -> str:
        return fake.make("email")


class Person(Kind):
    """A colleague's account; whether that person may be chosen is judged by who knows the accounts."""

    name = "person"
    attributes: ClassVar[Mapping[str, a.Reader]] = {"role": a.name, "seat": a.name}
    required: ClassVar[str] = N_("Choose a person.")

    def read(self, raw: Any, field: Field, now: datetime) -> str:
        if not isinstance(raw, str) or not _ACCOUNT.fullmatch(raw):
            raise BadAnswer(self.required)
        return raw

    def sample(self, field: Field, fake: Fake) -> str:
        return fake.person(field.role)
