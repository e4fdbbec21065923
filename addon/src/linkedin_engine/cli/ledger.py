"""``linkedin-auto wishes`` and ``linkedin-auto history``."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from datetime import datetime
import sys

from linkedin_engine.app.engine import Engine
from linkedin_engine.contract.enums import WishReason, WishState
from linkedin_engine.contract.models import WishReport

from .show import print_json, print_table

WAITING = (WishState.UNVERIFIED, WishState.DRAFTED, WishState.APPROVED)

type Decide = Callable[[Engine, int, Namespace, datetime], object]


def wishes(engine: Engine, words: Namespace) -> int:
    """List wishes, or decide about some of them."""
    if words.verb == "list":
        states = tuple(WishState(word) for word in words.state) or WAITING
        return _print(engine.wish_reports(states), as_json=words.json)
    decide, now = _VERBS[words.verb], engine.clock.now()
    with engine.database.transaction():
        for wish_id in words.ids:
            decide(engine, wish_id, words, now)
    return _print(engine.wish_reports_of(words.ids), as_json=words.json)


def history(engine: Engine, words: Namespace) -> int:
    """List the newest wishes of every state."""
    reports = engine.wish_reports(tuple(WishState), limit=words.limit)
    return _print(reports, as_json=words.json)


def _approve(engine: Engine, wish_id: int, words: Namespace, now: datetime) -> None:
    del words
    engine.wishes.approve(wish_id, now=now)


def _skip(engine: Engine, wish_id: int, words: Namespace, now: datetime) -> None:
    del words
    engine.wishes.skip(wish_id, WishReason.PERSON_SKIPPED, now)


def _settle(engine: Engine, wish_id: int, words: Namespace, now: datetime) -> None:
    del now
    engine.settle(wish_id, was_sent=words.sent)


_VERBS: Mapping[str, Decide] = {
    "approve": _approve,
    "skip": _skip,
    "settle": _settle,
}


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
        _ask_about([each for each in reports if each.state is WishState.UNVERIFIED])
    return 0


def _ask_about(unverified: list[WishReport]) -> None:
    """Say what only the person can find out, and how to answer."""
    if not unverified:
        return
    sys.stdout.write(
        "\nNobody can tell whether these were sent. Look at the conversation on "
        "LinkedIn, then\nrun wishes settle ID --sent, or wishes settle ID --not-sent "
        "to send it again:\n"
    )
    for wish in unverified:
        sys.stdout.write(f"  {wish.id}  {wish.name}  {wish.profile_url}\n")
