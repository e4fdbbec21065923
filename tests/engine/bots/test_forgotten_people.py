"""A person who was forgotten is not wished, nor recorded, for the same occasion."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
import random

import pytest

from linkedin_engine.bots.context import BotContext, Ledger, Rules
from linkedin_engine.bots.drafting import Drafted, Drafting
from linkedin_engine.clock import Clock
from linkedin_engine.contract.enums import (
    Occasion,
    SendingMode,
    WishReason,
    WishState,
)
from linkedin_engine.domain.celebrations import Celebration
from linkedin_engine.domain.hours import Hours
from linkedin_engine.domain.limits import Limits
from linkedin_engine.domain.pace import Pacing
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.messages import MessageRepository
from linkedin_engine.storage.wishes import WishRepository

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
ZOE = Celebration(
    occasion=Occasion.BIRTHDAY,
    name="Zoé Martin",
    first_name="Zoé",
    profile_url="https://www.linkedin.com/in/zoe-martin/",
    vanity="zoe-martin",
    member_id="ACoAAZoe",
    day=TODAY,
    sentence="Celebrate Zoé's birthday today",
    suggested_text=None,
    already_sent=False,
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Database.open(tmp_path / "data" / "linkedin.db") as database:
        yield Ledger(
            database=database,
            contacts=ContactRepository(database),
            wishes=WishRepository(database),
            messages=MessageRepository(database),
        )


def no_site() -> None:
    raise AssertionError


def draft(ledger: Ledger, card: Celebration, today: date = TODAY) -> Drafted:
    rng = random.Random(1)
    context = BotContext(
        run_id="r1",
        rules=Rules(
            mode=SendingMode.AUTOMATIC,
            dry_run=False,
            hours=Hours(time(7), time(19), frozenset(range(7)), UTC),
            limits=Limits(),
            max_days_late=10,
            language="en",
        ),
        ledger=ledger,
        open_site=no_site,  # type: ignore[arg-type] # drafting opens no browser
        clock=Clock(NOW),
        pacing=Pacing(min_seconds=0, max_seconds=0, rng=rng),
        rng=rng,
        progress=lambda _: None,
    )
    drafting = Drafting(context, late_allowed=True, page_language="en")
    return drafting.draft([card], today)[0]


@pytest.mark.parametrize(
    "seen_again", [ZOE, replace(ZOE, member_id=None), replace(ZOE, vanity=None)]
)
def test_the_same_card_leads_to_no_second_wish_and_to_no_record(
    ledger: Ledger, seen_again: Celebration
) -> None:
    first = draft(ledger, ZOE)
    assert first.wish is not None
    ledger.contacts.forget(first.wish.contact_id)

    again = draft(ledger, seen_again, TODAY + timedelta(days=3))

    assert (again.contact, again.wish) == (None, None)
    assert again.report is not None
    assert again.report.state is WishState.SKIPPED
    assert again.report.reason is WishReason.ALREADY_WISHED
    assert ledger.contacts.page() == []
    assert ledger.wishes.page() == []


def test_whoever_was_forgotten_is_wished_again_the_year_after(ledger: Ledger) -> None:
    first = draft(ledger, ZOE)
    assert first.wish is not None
    ledger.contacts.forget(first.wish.contact_id)
    next_year = TODAY + timedelta(days=365)

    again = draft(ledger, replace(ZOE, day=next_year), next_year)

    assert again.wish is not None
    assert again.wish.day == next_year


def test_whoever_was_blocked_when_forgotten_stays_without_a_wish(
    ledger: Ledger,
) -> None:
    first = draft(ledger, replace(ZOE, day=TODAY - timedelta(days=30)))
    assert first.contact is not None
    ledger.contacts.set_blocked(first.contact.id, blocked=True)
    ledger.contacts.forget(first.contact.id)
    assert first.wish is None

    again = draft(ledger, ZOE)

    assert again.wish is None
    assert again.report is not None
    assert again.report.reason is WishReason.BLOCKED
