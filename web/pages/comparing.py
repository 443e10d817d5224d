"""Two versions of a method, or a draft and a version, side by side: pictures, and everything in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _

from engine.comparison import Comparison, compare
from engine.errors import NotFound
from engine.studio.draft import APPROVED, ASKED, OPEN
from persistence.queries import definitions, studio
from persistence.queries.definitions import DefinitionRow
from web import comparing, desk, presenting
from web.auth.permissions import requires
from web.comparing import NEW_SIDE, OLD_SIDE, Names

blueprint = Blueprint("comparing", __name__, url_prefix="/definitions/compare")
DRAFT = "draft-"


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared: a published version or a draft."""

    key: str
    process: str
    title: str
    name: str
    files: Mapping[str, str]


@blueprint.get("/")
@requires("definitions.read")
def page() -> str:
    """What differs between `old` and `new`, each a version's checksum or `draft-` and a draft's id."""
    new = _side(request.args.get("new", ""))
    versions = definitions.versions(desk.viewer(), new.process)
    old = _side(request.args.get("old", "") or _before(new, versions))
    found = compare(old.files, new.files)
    files = comparing.files(found)
    file = request.args.get("file", "") if request.args.get("file") in files else next(iter(files), "")
    return render_template(
        "comparing/page.html", old=old, new=new, versions=versions, drafts=_drafts(new.process), files=files, file=file,
        areas=comparing.told(found, Names(presenting.role_title)), titles=comparing.AREAS, signs=comparing.SIGNS,
        glyphs=comparing.GLYPHS, pictures=_pictures(found, (old, new), file),
    )  # fmt: skip


@blueprint.get("/diagrams/<key>/<path:name>")
@requires("definitions.read")
def drawing(key: str, name: str) -> Response:
    """A diagram of one side."""
    files = _side(key).files
    if name not in files or not name.endswith(".bpmn"):
        raise NotFound()
    return Response(files[name], mimetype="application/xml", headers={"Cache-Control": "private, no-cache"})


def _pictures(
    found: Comparison, sides: tuple[Side, Side], file: str
) -> list[tuple[str, str, dict[str, dict[str, str]]]]:
    """The pictures of a diagram: which side, where it is, and its marks; a side that has none is left out."""
    told = []
    for side, signs in zip(sides, (OLD_SIDE, NEW_SIDE), strict=True):
        if file in side.files:
            address = url_for("comparing.drawing", key=side.key, name=file)
            told.append((side.name, address, comparing.marks(found, file, signs)))
    return told


def _side(key: str) -> Side:
    viewer = desk.viewer()
    if key.startswith(DRAFT):
        draft = desk.services().studio.draft(desk.actor(), key.removeprefix(DRAFT))
        return Side(key, draft.process, draft.title, _("Draft “%(title)s”", title=draft.title), draft.files)
    row = definitions.version(viewer, key)
    files = definitions.files(viewer, key)
    return Side(key, row.process, row.title, _("Version %(number)s", number=row.number), files)


def _before(new: Side, versions: tuple[DefinitionRow, ...]) -> str:
    """What a side is compared with unless one says: a draft with what is in force, a version with the one before it."""
    if new.key.startswith(DRAFT):
        return next((row.checksum for row in versions if row.current), "")
    keys = [row.checksum for row in versions]
    after = keys[keys.index(new.key) + 1 :] if new.key in keys else []
    return next(iter(after), new.key)


def _drafts(process: str) -> list[tuple[str, str]]:
    living = studio.drafts(desk.viewer(), (OPEN, ASKED, APPROVED))
    return [(f"{DRAFT}{row.id}", row.title) for row in living if row.process == process]
