"""The terminal for methodologists and scripts: judging, trying, asking, moving, operating."""

import click

from web.terminal.asking import decide, feel
from web.terminal.checking import check
from web.terminal.comparing import compare
from web.terminal.drawing import draw
from web.terminal.moving import move
from web.terminal.operating import case
from web.terminal.trying import try_
from web.terminal.verifying import verify

COMMANDS: tuple[click.Command, ...] = (check, compare, try_, decide, feel, move, case, draw, verify)


def install(main: click.Group) -> None:
    """Add the commands to the `opora` command."""
    for command in COMMANDS:
        main.add_command(command)
