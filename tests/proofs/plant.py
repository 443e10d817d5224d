"""The garden as a gardener would explain it: what is to be done for a plant, and when. Knows no engine."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

THIRST, PAUSE = timedelta(days=3), timedelta(days=7)

Shown = list[tuple[str, str | None]]


@dataclass
class Plant:
    """One case. `water` and `harvest` are lists of who has the task, empty where it is not open."""

    seats: dict[str, str]
    kinds: list[str] = field(default_factory=lambda: ["case.opened"])
    water: list[str | None] = field(default_factory=list)
    harvest: list[str | None] = field(default_factory=list)
    reminders: list[str | None] = field(default_factory=list)
    dry_at: datetime | None = None
    wait_until: datetime | None = None
    is_ripe: bool = False
    exit: str | None = None
    suspended: bool = False
    version: int = 0  # of its definition

    # --- what is seen -------------------------------------------------------------------------

    @property
    def tasks(self) -> Shown:
        """Open tasks and who has them."""
        named = [("water", self.water), ("harvest", self.harvest), ("remind", self.reminders)]
        return sorted(((node, who) for node, held in named for who in held), key=repr)

    @property
    def timers(self) -> list[tuple[str, datetime]]:
        """What waits for the clock; nothing while the case is suspended."""
        named = [("thirst", self.dry_at), ("wait", self.wait_until)]
        return [(node, due) for node, due in named if due and not self.suspended]

    @property
    def is_growing(self) -> bool:
        return bool(self.water or self.wait_until or self.reminders)

    def held(self, node: str) -> list[str | None]:
        return {"water": self.water, "harvest": self.harvest, "remind": self.reminders}[node]

    # --- what happens -------------------------------------------------------------------------

    def thirsty(self, now: datetime) -> None:
        """It is time to water."""
        self.wait_until, self.water, self.dry_at = None, [self.seats.get("gardener")], now + THIRST

    def watered(self, now: datetime) -> None:
        self.water, self.dry_at = [], None
        self.wait_until = None if self.is_ripe else now + PAUSE
        self._settle()

    def pass_over(self, node: str, who: str | None, now: datetime) -> None:
        """The task is done or skipped."""
        if node == "water":
            self.watered(now)
        elif node == "remind":
            self.reminders.remove(who)
            self._settle()
        else:
            self.over("harvested")

    def fired(self, node: str, now: datetime) -> None:
        self.kinds.append("timer.fired")
        if node == "wait":
            self.thirsty(now)
        else:
            self.dry_at = None
            self.reminders.append(self.seats.get("head"))

    def begin_again(self, now: datetime) -> None:
        """Growing starts from watering, alone."""
        self.reminders, self.harvest = [], []
        self.thirsty(now)

    def over(self, way: str) -> None:
        self.water, self.harvest, self.reminders = [], [], []
        self.dry_at = self.wait_until = None
        self.exit = way

    def _settle(self) -> None:
        if not self.is_growing:
            self.harvest = [self.seats.get("head")]
