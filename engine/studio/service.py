"""What a methodologist does to a draft, as verbs. Nobody overwrites anybody."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from string import Template

from engine.checks import Finding
from engine.clock import Clock
from engine.definitions import Definition
from engine.errors import N_, NotAllowed, NotFound
from engine.functions import BUILT_IN
from engine.ids import Ids
from engine.roles import Actor, Roles
from engine.studio.draft import DISCARDED, MOST_BYTES, MOST_FILES, OPEN, SETTINGS, Change, Draft, Edit, is_name
from engine.studio.judging import Judge
from engine.studio.store import DraftStore, Unfit

EDIT, READ = "definitions.edit", "definitions.read"
_KEY = re.compile(r"[a-z][a-z0-9_]{2,39}")
_TITLE = re.compile(r"[^\x00-\x1f\"\\<>&$]{3,120}")


class Studio:
    """The verbs of drafts."""

    def __init__(self, store: DraftStore, clock: Clock, ids: Ids, roles: Roles) -> None:
        self.store, self.clock, self.ids, self.roles = store, clock, ids, roles
        self._judge = Judge([role.key for role in roles], BUILT_IN)

    def begin(self, actor: Actor, process: str) -> Draft:
        """A draft that begins from the version in force. Raises NotFound, NotAllowed."""
        self.require(actor, EDIT)
        checksum, title, files = self.store.origin(process)
        return self._begun(Draft(
            self.ids.new(), process, title, checksum, OPEN, 0, self.clock.now(), actor.id, files, {},
        ))  # fmt: skip

    def begin_new(self, actor: Actor, key: str, title: str, blank: Mapping[str, str]) -> Draft:
        """A draft of a family that does not exist yet, from a template's files. Raises Unfit, NotAllowed."""
        self.require(actor, EDIT)
        if not _KEY.fullmatch(key):
            raise Unfit(N_("The key has 3 to 40 small Latin letters, digits and _, and begins with a letter."))
        if not _TITLE.fullmatch(title):
            raise Unfit(N_('The title has 3 to 120 characters and none of these: " \\ < > & $'))
        if self.store.is_taken(key):
            raise Unfit(N_("There already is a method or a draft with the key %(key)s."), key=key)
        words = {"key": key, "title": title}
        files = {Template(name).substitute(words): Template(text).substitute(words) for name, text in blank.items()}
        return self._begun(Draft(
            self.ids.new(), key, title, None, OPEN, 0, self.clock.now(), actor.id, files, {},
        ))  # fmt: skip

    def bring_in(self, actor: Actor, families: Mapping[str, Mapping[str, str]]) -> list[Draft]:
        """A draft for every family that came from outside; what is not among its files is taken away. Raises Unfit."""
        self.require(actor, EDIT)
        return [self._brought_in(actor, key, files) for key, files in sorted(families.items())]

    def _brought_in(self, actor: Actor, key: str, files: Mapping[str, str]) -> Draft:
        try:
            draft = self.begin(actor, key)
        except NotFound:
            draft = self.begin_new(actor, key, _title(files.get(SETTINGS, "")) or key, {})
        gone = [Edit(name, 0, None) for name in draft.files if name not in files]
        self.save(actor, draft.id, [*gone, *(Edit(name, 0, text) for name, text in files.items())])
        return self.store.draft(draft.id)

    def draft(self, actor: Actor, draft_id: str) -> Draft:
        """A draft as it stands. Raises NotFound, NotAllowed."""
        self.require(actor, READ)
        return self.store.draft(draft_id)

    def save(self, actor: Actor, draft_id: str, edits: Sequence[Edit]) -> list[Change]:
        """Save files, all or none; what did not change is not saved. Raises Clash, Closed, Unfit, NotAllowed."""
        self.require(actor, EDIT)
        draft = self.store.draft(draft_id)
        wanted = [edit for edit in edits if edit.text != draft.files.get(edit.name)]
        _fit(draft, wanted)
        if not wanted:
            return []
        saved = self.store.save(draft_id, wanted, self.clock.now(), actor.id)
        title = next((_title(edit.text) for edit in wanted if edit.name == SETTINGS and edit.text), "")
        if title and title != draft.title:
            self.store.rename(draft_id, title)
        return saved

    def attend(self, actor: Actor, draft_id: str, name: str) -> Draft:
        """Say that one is at a file of a draft now, so that others see it. Raises NotFound, NotAllowed."""
        self.require(actor, EDIT)
        draft = self.store.draft(draft_id)
        self.store.attend(draft_id, actor.id, name[:200], self.clock.now())
        return draft

    def discard(self, actor: Actor, draft_id: str) -> None:
        """Put a draft away; its saves stay stored. Raises Closed, NotFound, NotAllowed."""
        self.require(actor, EDIT)
        self.store.close(draft_id, DISCARDED, self.clock.now(), actor.id)

    def judged(self, draft: Draft) -> tuple[Definition | None, list[Finding]]:
        """The draft compiled, None where an error keeps it from running, and every finding."""
        return self._judge(draft)

    def _begun(self, draft: Draft) -> Draft:
        self.store.begin(draft)
        return draft

    def require(self, actor: Actor, permission: str) -> None:
        """Raise NotAllowed unless the actor holds the permission."""
        if not self.roles.may(actor, permission):
            raise NotAllowed()


def _fit(draft: Draft, edits: Sequence[Edit]) -> None:
    names = {edit.name for edit in edits if edit.text is not None}
    for edit in edits:
        if not is_name(edit.name):
            raise Unfit(N_("A method holds no file of the name %(name)s."), name=edit.name[:80])
        if len((edit.text or "").encode(errors="replace")) > MOST_BYTES:
            raise Unfit(N_("The file %(name)s is larger than a megabyte."), name=edit.name)
        if "\0" in (edit.text or ""):
            raise Unfit(N_("The file %(name)s holds characters that are no text."), name=edit.name)
    if len(names | draft.files.keys()) > MOST_FILES:
        raise Unfit(N_("A method has at most %(most)s files."), most=MOST_FILES)


def _title(text: str) -> str:
    try:
        return str(tomllib.loads(text).get("title", ""))[:120]
    except tomllib.TOMLDecodeError:
        return ""
