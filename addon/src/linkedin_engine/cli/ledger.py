"""``linkedin-auto wishes`` and ``linkedin-auto history``."""

from argparse import Namespace
import sys

from linkedin_engine.app.engine import Engine
from linkedin_engine.contract.enums import WishReason, WishState
from linkedin_engine.contract.models import WishReport

from .show import print_json, print_table

WAITING = (WishState.DRAFTED, WishState.APPROVED, WishState.UNVERIFIED)


def wishes(engine: Engine, words: Namespace) -> int:
    """List wishes, or decide about some of them."""
    if words.verb == "list":
        states = tuple(WishState(word) for word in words.state) or WAITING
        return _print(engine.wish_reports(states), as_json=words.json)
    now = engine.clock.now()
    with engine.database.transaction():
        for wish_id in words.ids:
            if words.verb == "approve":
                engine.wishes.approve(wish_id, now=now)
            else:
                engine.wishes.skip(wish_id, WishReason.PERSON_SKIPPED, now)
    return _print(engine.wish_reports_of(words.ids), as_json=words.json)


def history(engine: Engine, words: Namespace) -> int:
    """List the newest wishes of every state."""
    reports = engine.wish_reports(tuple(WishState), limit=words.limit)
    return _print(reports, as_json=words.json)


def _print(reports: list[WishReport], *, as_json: bool) -> int:
    if as_json:
        print_json({"wishes": [report.to_dict() for report in reports]})
    elif not reports:
        sys.stdout.write("No wishes.\n")
    else:
        print_table(
            ("ID", "PERSON", "OCCASION", "STATE", "TEXT"),
            (
                (
                    report.id,
                    report.name,
                    report.occasion.value.replace("_", " "),
                    report.state.value,
                    report.text or "",
                )
                for report in reports
            ),
        )
    return 0
