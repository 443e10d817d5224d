"""Tables derived from cases and their history, each in a file of its own."""

from persistence.projections.attachments import attachments
from persistence.projections.comments import comments
from persistence.projections.counted import counted
from persistence.projections.delays import delays
from persistence.projections.departures import departures
from persistence.projections.facts import facts
from persistence.projections.failures import failures
from persistence.projections.identities import identities
from persistence.projections.mentions import mentions
from persistence.projections.messages import messages
from persistence.projections.papers import papers
from persistence.projections.passed import passed
from persistence.projections.projection import Change, Projection
from persistence.projections.records import records
from persistence.projections.register import register
from persistence.projections.seats import seats
from persistence.projections.signals import signals
from persistence.projections.spans import spans
from persistence.projections.standing import standing
from persistence.projections.terms import terms
from persistence.projections.transfers import transfers
from persistence.projections.visits import passages
from persistence.projections.worklist import worklist

ALL: tuple[Projection, ...] = (
    register, terms, worklist, standing, seats, messages, signals, failures, records, papers, passed, facts,
    departures, passages, counted, spans, delays,
    comments, mentions, attachments, transfers, identities,
)  # fmt: skip

__all__ = ["ALL", "Change", "Projection"]
