"""A real database file for each test."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from linkedin_engine.contract.enums import Occasion, WishReason, WishState
from linkedin_engine.domain.ledger import Contact, Wish
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.wishes import WishRepository

type Observe = Callable[..., Contact]
type AddWish = Callable[..., Wish]
type Lead = Callable[..., Wish]


def bring(wishes: WishRepository, wish: Wish, state: WishState, now: datetime) -> Wish:
    """Lead a draft along legal steps to a state."""
    if state is WishState.SKIPPED:
        return wishes.skip(wish.id, WishReason.PERSON_SKIPPED, now)
    if state is not WishState.DRAFTED:
        wish = wishes.approve(wish.id, now=now)
    if state not in {WishState.DRAFTED, WishState.APPROVED}:
        wish = wishes.begin_sending(wish.id, run_id="run-1", text="Typed", now=now)
    if state is WishState.SENT:
        wish = wishes.mark_sent(wish.id, now)
    if state is WishState.FAILED:
        wish = wishes.mark_failed(wish.id, WishReason.SEND_FAILED, now)
    if state is WishState.UNVERIFIED:
        wish = wishes.mark_unverified(wish.id, WishReason.SEND_UNCONFIRMED, now)
    return wish


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "linkedin.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    with Database.open(path) as opened:
        yield opened


@pytest.fixture
def contacts(database: Database) -> ContactRepository:
    return ContactRepository(database)


@pytest.fixture
def wishes(database: Database) -> WishRepository:
    return WishRepository(database)


@pytest.fixture
def observe(contacts: ContactRepository, now: datetime) -> Observe:
    def observe_with(**changes: Any) -> Contact:
        seen: dict[str, Any] = {
            "member_id": "ACoAAZoe",
            "vanity": "zoe-martin",
            "profile_url": "https://www.linkedin.com/in/zoe-martin/",
            "name": "Zoé Martin",
            "first_name": "Zoé",
            "birthday": None,
            "now": now,
        }
        return contacts.observe(**(seen | changes))

    return observe_with


@pytest.fixture
def add_wish(wishes: WishRepository, observe: Observe, now: datetime) -> AddWish:
    def add_with(**changes: Any) -> Wish:
        values: dict[str, Any] = {
            "occasion": Occasion.BIRTHDAY,
            "day": date(2026, 3, 10),
            "text": "Happy birthday Zoé",
            "template_id": "en-1",
            "state": WishState.APPROVED,
            "now": now,
            "run_id": "run-1",
        }
        values |= changes
        if "contact_id" not in values:
            values["contact_id"] = observe().id
        return wishes.add(**values)

    return add_with


@pytest.fixture
def lead(wishes: WishRepository, add_wish: AddWish, now: datetime) -> Lead:
    """Return a new wish that was led to a state."""

    def lead_to(state: WishState, **changes: Any) -> Wish:
        wish = add_wish(**({"state": WishState.DRAFTED} | changes))
        return bring(wishes, wish, state, now)

    return lead_to
