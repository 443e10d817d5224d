"""Drafts of methods: changed in the browser, judged, approved by a second person and published."""

from engine.studio.draft import Change, Draft, Edit
from engine.studio.publishing import Publishing, Wanted
from engine.studio.service import Studio
from engine.studio.store import Clash, Closed, DraftStore

__all__ = ["Change", "Clash", "Closed", "Draft", "DraftStore", "Edit", "Publishing", "Studio", "Wanted"]
