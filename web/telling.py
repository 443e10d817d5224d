"""Notices in words: what each says, and where it leads. Nothing personal about a family: letters say the same."""

from collections.abc import Callable

from engine.errors import N_
from persistence.queries.notices import NoticeRow

SENTENCES = {
    "mention": N_("%(name)s calls you in a comment"),
    "opened": N_("A new task: %(step)s"),
    "assigned": N_("%(name)s gave you a task: %(step)s"),
    "delegated": N_("%(name)s asks you to do: %(step)s"),
    "returned": N_("%(name)s gave a task back to you: %(step)s"),
    "seat": N_("You have a place in this case now"),
    "offered": N_("To be taken by your role: %(step)s"),
    "transfer_offered": N_("%(name)s wants to pass this case to you"),
    "transfer_accepted": N_("%(name)s took the case over"),
    "transfer_declined": N_("%(name)s did not take the case over"),
    "transfer_withdrawn": N_("%(name)s does not pass the case to you after all"),
    "reminder": N_("The deadline comes near: %(step)s"),
    "late": N_("The deadline has passed: %(step)s"),
    "follow_up": N_("You wanted to come back to this: %(step)s"),
    "escalated": N_("Late in your team: %(step)s"),
    "standing_in": N_("You stand in for: %(name)s"),
    "approval_asked": N_("%(name)s asks to publish a change: %(step)s"),
    "approval_given": N_("%(name)s approved the change: %(step)s"),
    "approval_refused": N_("The change was not published: %(step)s"),
}
ICONS = {
    "mention": "message", "opened": "day", "assigned": "hand", "delegated": "hand", "returned": "back",
    "seat": "person", "offered": "hand", "reminder": "soon", "late": "late", "follow_up": "clock", "escalated": "late",
}  # fmt: skip


def words(row: NoticeRow, translate: Callable[[str], str]) -> str:
    """What the notice says."""
    return translate(SENTENCES[row.kind]) % {"name": row.by_name or "—", "step": row.about}


def icon(row: NoticeRow) -> str:
    """The drawing beside it."""
    return ICONS.get(row.kind, "people" if row.kind.startswith("transfer") else "diagram")


def path(row: NoticeRow) -> str:
    """Where it leads."""
    if row.place and row.kind.startswith("approval"):
        return f"/studio/{row.place}/publish"
    if row.kind == "standing_in":
        return "/substitutions/"
    if row.kind == "mention":
        return f"/cases/{row.case_id}/talk"
    if row.kind == "transfer_offered":
        return f"/cases/{row.case_id}/transfer"
    if row.token is not None and row.open:
        return f"/cases/{row.case_id}/tasks/{row.token}"
    return f"/cases/{row.case_id}"
