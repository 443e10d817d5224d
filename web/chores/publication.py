"""Publishing an approved draft when its time has come."""

from typing import Any

from engine.stores import Chore, Job
from engine.studio.publishing import CHORE
from web.chores.kind import Kind


def _publish(services: Any, job: Job) -> Chore | None:
    services.publishing.publish_due(str(job.payload["draft"]))
    return None


PUBLICATION = Kind(CHORE, _publish)
