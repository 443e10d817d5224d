"""`opora verify`: everything that is stored, looked over; any changed byte is found and named."""

from dataclasses import asdict

import click

from web import commands
from web.services import Services, check_key, compose
from web.settings import from_environment
from web.terminal.output import FAILED, FINE, answering, as_json, say, say_json, stop


@click.command()
@click.argument("case", required=False)
@as_json
def verify(case: str | None, as_json: bool) -> None:
    """Re-execute a CASE (its id), or everything, and recompute every hash: what was changed is named.

    Exit code 0: nothing was changed; 1: something was, or the master key is another one.
    JSON: {"cases", "findings": [{"table", "case_id", "row", "problem", "detail"}]}, or {"error": ...}.
    """
    with answering(as_json):
        services = click.get_current_context().find_object(Services) or compose(from_environment())
        check_key(services)
        if case:
            commands.verified(services, case)
        cases = [case] if case else services.oversight.examination.cases("", commands.EVERY)
        found = services.oversight.examination.of(cases)
        found = found if case else [*services.oversight.examination.common(), *found]
    if as_json:
        say_json({"cases": len(cases), "findings": [asdict(one) for one in found]})
    else:
        for one in found:
            say(one.plain())
        say(f"{len(cases)} verified, {len({one.case_id for one in found})} broken")
    stop(FAILED if found else FINE)
