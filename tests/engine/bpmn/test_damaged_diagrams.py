"""Whatever is done to a diagram, the answer is a plan or findings that name something, never a crash."""

from copy import deepcopy
from random import Random  # noqa: TID251 - seeded: the same number damages the same diagram
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest

from engine import bpmn
from engine.errors import Refused
from tests.engine.kernel.random_processes import RandomProcess

WORDS = ("", "p", "x", "u1", "true", "=", '"P1D"', "userTask", "1 +", "R/P1M", "\u0416", "a:b")


def damage(root: Element, chance: Random) -> None:
    parents = {child: parent for parent in root.iter() for child in parent}
    victim = chance.choice([*parents])
    match chance.randrange(6):
        case 0:
            parents[victim].remove(victim)
        case 1:
            chance.choice([*parents]).append(deepcopy(victim))
        case 2 if victim.attrib:
            del victim.attrib[chance.choice([*victim.attrib])]
        case 3 if victim.attrib:
            victim.attrib[chance.choice([*victim.attrib])] = chance.choice(WORDS)
        case 4:
            victim.tag = chance.choice([*parents]).tag
        case _:
            victim.text = chance.choice(WORDS)


@pytest.mark.parametrize("seed", range(15))
def test_a_damaged_diagram_is_read_or_refused(seed: int) -> None:
    root, chance = fromstring(RandomProcess(seed, everything=True).xml()), Random(seed)
    for _ in range(8):
        damage(root, chance)
        try:
            bpmn.parse({"damaged.bpmn": tostring(root, encoding="unicode")}, "damaged", "p")
        except Refused as refused:
            assert refused.findings
            assert all(finding.element or finding.file for finding in refused.findings)
