"""Made-up people and texts of the demonstration, by Faker from a seed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from faker import Faker

from forms.messages import N_


class MadeUp:
    """Answers made up for one language; `people` are the accounts by role that may be chosen."""

    def __init__(
        self, seed: int, now: datetime, people: Mapping[str, Sequence[str]] | None = None, language: str = "ru_RU"
    ) -> None:
        self.now = now
        self.people = people or {}
        self._faker = Faker(language)
        self._faker.seed_instance(seed)
        self._makers: Mapping[str, Callable[[], str]] = self._all_makers()

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
            "full_name": faker.name,
            "first_name": faker.first_name,
            "child_name": faker.first_name,
            "address": lambda: faker.address().replace("\n", ", "),
            "town": faker.city_name if hasattr(faker, "city_name") else faker.city,
            "organisation": faker.company,
            "position": faker.job,
            "phone": lambda: f"+7900{self.number(0, 9_999_999):07}",
            "email": faker.safe_email,
            "sentence": lambda: faker.sentence(nb_words=6),
            "paragraph": lambda: faker.paragraph(nb_sentences=3),
            "adult_birth_date": lambda: self._born(20, 55),
            "child_birth_date": lambda: self._born(1, 16),
        }

    def _born(self, youngest: int, oldest: int) -> str:
        year = self.now.year - self.number(youngest, oldest)
        return f"{self.number(1, 28):02}.{self.number(1, 12):02}.{year}"
