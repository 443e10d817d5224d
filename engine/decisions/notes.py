"""The findings of one file, gathered while it is read, and the FEEL in it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from engine.checks import Finding
from engine.decisions.errors import NOT_FEEL
from engine.decisions.source import foreign_language, text_of
from engine.feel import Expression, FeelError, UnaryTests, compile_expression, compile_unary_tests

Names = Collection[str] | None


@dataclass(slots=True)
class Notes:
    """`element` of a finding is the id of the cell, rule or decision where the problem lies."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def error(self, element: str, code: str, sentence: str, **params: object) -> None:
        self.findings.append(Finding(self.file, element, code, sentence, params))

    def expression(self, element: Element | None, at: str, names: Names) -> Expression | None:
        """None for no text, and for a text that is no FEEL, which is noted."""
        if not self._readable(element, at):
            return None
        try:
            return compile_expression(text_of(element), names)
        except FeelError as problem:
            self._misread(element, at, problem)
            return None

    def tests(self, element: Element | None, at: str, names: Names) -> UnaryTests | None:
        """None for a dash and for no text, which fit everything."""
        if not self._readable(element, at) or text_of(element) == "-":
            return None
        try:
            return compile_unary_tests(text_of(element), names)
        except FeelError as problem:
            self._misread(element, at, problem)
            return None

    def _readable(self, element: Element | None, at: str) -> bool:
        if language := foreign_language(element):
            self.error(_id(element, at), "language", NOT_FEEL, name=language)
            return False
        return bool(text_of(element))

    def _misread(self, element: Element | None, at: str, problem: FeelError) -> None:
        params = {**problem.params, "text": text_of(element)}
        self.error(_id(element, at), "feel", problem.reason, **params)


def _id(element: Element | None, otherwise: str) -> str:
    return (element.get("id", "") if element is not None else "") or otherwise
