"""Made-up people and texts of the demonstration, by Faker from a seed."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from faker import Faker

from forms.messages import N_

LANGUAGE = "ru_RU"


class MadeUp:
    """Answers made up for one language; `people` are the accounts by role that may be chosen.

    The family, and the person a case is about, stay the same until the next `settle`.
    """

    def __init__(self, seed: int, now: datetime, people: Mapping[str, Sequence[str]] | None = None) -> None:
        self.now = now
        self.people = people or {}
        self._faker = Faker(LANGUAGE)
        self._faker.seed_instance(seed)
        self._words = _words()
        self._makers: Mapping[str, Callable[[], str]] = self._all_makers()
        self.settle(self._faker.last_name_male())

    def settle(self, surname: str) -> None:
        """From now on the case is that of the family with this surname."""
        self._family: str = self._words["family"].format(surname=surname)
        self._person: str = self._adult(surname)

    def surnames(self, count: int) -> list[str]:
        """So many surnames that differ, in the masculine."""
        return [self._faker.unique.last_name_male() for _ in range(count)]

    def colleague(self, surname: str) -> str:
        """A member of staff, as colleagues call each other."""
        return self._named("_colleague", surname)

    def make(self, what: str) -> str:
        """A text of that sort. Raises KeyError for a sort nobody knows."""
        return self._makers[what]()

    def number(self, lowest: int, highest: int) -> int:
        return int(self._faker.random_int(lowest, highest))

    def person(self, role: str | None) -> str:
        """An account that has the role. Raises LookupError when there is none."""
        able = self.people.get(role, ()) if role else [who for crew in self.people.values() for who in crew]
        if not able:
            raise LookupError(N_("nobody has the role %s") % role)
        return able[self.number(0, len(able) - 1)]

    def _all_makers(self) -> dict[str, Callable[[], str]]:
        faker = self._faker
        return {
            "family_name": lambda: self._family,
            "case_person": lambda: self._person,
            "full_name": lambda: self._adult(faker.last_name_male()),
            "first_name": lambda: self._one("women"),
            "child_name": lambda: self._one("children"),
            "address": self._address,
            "town": lambda: self._one("towns"),
            "organisation": faker.company,
            "position": faker.job,
            "phone": lambda: f"+7900{self.number(0, 9_999_999):07}",
            "email": faker.safe_email,
            "sentence": lambda: faker.sentence(nb_words=6),
            "paragraph": lambda: faker.paragraph(nb_sentences=3),
            "adult_birth_date": lambda: self._born(20, 55),
            "child_birth_date": lambda: self._born(1, 16),
            "today": lambda: self.now.date().isoformat(),
            "coming_date": self._soon,
        }

    def _soon(self) -> str:
        """A day within the next weeks."""
        return (self.now.date() + timedelta(days=self.number(10, 70))).isoformat()

    def _adult(self, surname: str) -> str:
        return self._named("", surname)

    def _named(self, pattern: str, surname: str) -> str:
        """Two of three are women, as in the families and among the staff."""
        sex, names, parent = ("woman", "women", "daughters") if self.number(1, 3) > 1 else ("man", "men", "sons")
        parts = {"surname": surname, "name": self._one(names), "patronymic": self._one(parent)}
        return str(self._words[f"{sex}{pattern}"].format(**parts))

    def _address(self) -> str:
        parts = {"town": self._one("towns"), "street": self._one("streets"), "house": self.number(1, 90)}
        return str(self._words["address"].format(**parts))

    def _one(self, what: str) -> str:
        found: Sequence[str] = self._words[what]
        return found[self.number(0, len(found) - 1)]

    def _born(self, youngest: int, oldest: int) -> str:
        year = self.now.year - self.number(youngest, oldest)
        return f"{self.number(1, 28):02}.{self.number(1, 12):02}.{year}"


@cache
def _words() -> dict[str, Any]:
    """Names and places of the language, which Faker does not have or has too many of."""
    return tomllib.loads(Path(__file__).with_name(f"made_up.{LANGUAGE}.toml").read_text("utf-8"))
