"""Findings collected while a diagram is read, so that all of them are told at once."""

from typing import Any

from engine.checks import Finding


class Report:
    """A list of findings that says whether the diagram can run."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def error(self, file: str, element: str, code: str, sentence: str, **params: Any) -> None:
        """Something that keeps the diagram from running."""
        self.findings.append(Finding(file, element, code, sentence, params))

    def warn(self, file: str, element: str, code: str, sentence: str, **params: Any) -> None:
        """Something that runs, but is probably not meant."""
        self.findings.append(Finding(file, element, code, sentence, params, "warning"))

    @property
    def refused(self) -> bool:
        return any(finding.severity == "error" for finding in self.findings)
