"""Whatever is done in whatever order: one wish an occasion, and limits that hold."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import override

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from linkedin_engine.contract.enums import Occasion, WishReason, WishState
from linkedin_engine.domain.ledger import Wish
from linkedin_engine.errors import ConflictError, NotFoundError
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.wishes import WishRepository

START = datetime(2026, 1, 2, 9, tzinfo=UTC)
COUNTED = {WishState.SENT, WishState.SENDING, WishState.UNVERIFIED}

MEMBERS = st.sampled_from([None, "ACoAAa", "ACoAAb", "ACoAAc"])
VANITIES = st.sampled_from([None, "ann", "bob", "cleo"])
DAYS = st.sampled_from([-400, -366, -365, -184, -183, -3, -1, 0, 1, 180, 363])
WISHES = st.integers(1, 12)


class LedgerMachine(RuleBasedStateMachine):
    """Observes, drafts, sends and merges at random on a real file."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.database = Database.open(Path(self.folder.name) / "linkedin.db")
        self.contacts = ContactRepository(self.database)
        self.wishes = WishRepository(self.database)
        self.now = START
        self.clicked: dict[int, datetime] = {}

    @override
    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    @rule(member_id=MEMBERS, vanity=VANITIES)
    def observe(self, member_id: str | None, vanity: str | None) -> None:
        if member_id is None and vanity is None:
            return
        known_members = self.members()
        seen = self.contacts.observe(
            member_id=member_id,
            vanity=vanity,
            profile_url=f"https://www.linkedin.com/in/{vanity or member_id}/",
            name="Somebody",
            first_name=None,
            birthday=None,
            now=self.now,
        )
        assert member_id in {None, seen.member_id}
        assert vanity in {None, seen.vanity}
        assert self.members() >= known_members

    @rule(number=st.integers(0, 5), days=DAYS)
    def draft(self, number: int, days: int) -> None:
        found = self.contacts.page()
        if not found:
            return
        contact = found[number % len(found)]
        day = START.date() + timedelta(days=days)
        near = self.wishes.near(contact.id, Occasion.BIRTHDAY, day)
        with suppress(ConflictError):
            self.wishes.add(
                contact_id=contact.id,
                occasion=Occasion.BIRTHDAY,
                day=day,
                text="Hi",
                template_id=None,
                state=WishState.APPROVED,
                now=self.now,
                run_id=None,
            )
            assert near is None

    @rule(wish_id=WISHES)
    def send(self, wish_id: int) -> None:
        self.now += timedelta(hours=5)
        wish = self.attempt(
            lambda: self.wishes.begin_sending(
                wish_id, run_id="run", text="Hi", now=self.now
            )
        )
        if wish is not None:
            self.clicked[wish.id] = self.now

    @rule(wish_id=WISHES)
    def confirm(self, wish_id: int) -> None:
        self.attempt(lambda: self.wishes.mark_sent(wish_id, self.now))

    @rule(wish_id=WISHES)
    def doubt(self, wish_id: int) -> None:
        reason = WishReason.SEND_UNCONFIRMED
        self.attempt(lambda: self.wishes.mark_unverified(wish_id, reason, self.now))

    @rule(wish_id=WISHES)
    def fail(self, wish_id: int) -> None:
        reason = WishReason.SEND_FAILED
        wish = self.attempt(lambda: self.wishes.mark_failed(wish_id, reason, self.now))
        if wish is not None:
            self.clicked.pop(wish.id, None)

    @rule(wish_id=WISHES)
    def release(self, wish_id: int) -> None:
        wish = self.attempt(lambda: self.wishes.release(wish_id))
        if wish is not None:
            self.clicked.pop(wish.id, None)

    @rule()
    def restart(self) -> None:
        path = self.database.path
        self.database.close()
        self.database = Database.open(path)
        self.contacts = ContactRepository(self.database)
        self.wishes = WishRepository(self.database)

    @invariant()
    def one_wish_an_occasion(self) -> None:
        days: dict[int, list[date]] = {}
        for wish in self.wishes.list(limit=1000):
            days.setdefault(wish.contact_id, []).append(wish.day)
        for own in days.values():
            own.sort()
            gaps = [later - day for day, later in pairwise(own)]
            assert all(gap > timedelta(days=183) for gap in gaps), own

    @invariant()
    def what_may_be_on_linkedin_counts(self) -> None:
        states = {wish.id: wish.state for wish in self.wishes.list(limit=1000)}
        # A merge may drop a wish, but only for one that is at least as far.
        expected = {wish_id for wish_id in self.clicked if wish_id in states}
        assert {i for i, state in states.items() if state in COUNTED} == expected
        assert self.wishes.counted_since(START) == len(expected)
        middle = START + (self.now - START) / 2
        later = [i for i in expected if self.clicked[i] >= middle]
        assert self.wishes.counted_since(middle) == len(later)

    def members(self) -> set[str]:
        return {
            contact.member_id
            for contact in self.contacts.page()
            if contact.member_id is not None
        }

    def attempt(self, act: Callable[[], Wish]) -> Wish | None:
        try:
            return act()
        except (ConflictError, NotFoundError):
            return None


LedgerMachine.TestCase.settings = settings(
    max_examples=30, stateful_step_count=30, deadline=None
)
TestLedger = LedgerMachine.TestCase
