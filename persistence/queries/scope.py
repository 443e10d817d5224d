"""Who is looking, and which cases he may see: the SQL twin of `engine.roles.may`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from engine.roles import Actor, Roles


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person who looks: through which connection, as whom, under which roles, and when."""

    reader: Connection
    actor: Actor
    roles: Roles
    now: datetime
