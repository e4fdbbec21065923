"""What a person approves is sent by a run that starts by itself."""

from datetime import datetime, timedelta

import pytest

from engine.jobs.office import MONDAY, Office, paris
from linkedin_engine.contract.enums import (
    Occasion,
    RunOrigin,
    RunReason,
    SendingMode,
    WishState,
)
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.wishes import WishRepository

MINUTE = timedelta(minutes=1)
TUESDAY = MONDAY + timedelta(days=1)
APPROVAL, PERSON = RunOrigin.APPROVAL, RunOrigin.PERSON


@pytest.fixture
def office(office: Office) -> Office:
    """Nothing starts by the clock alone."""
    office.choose(schedule_enabled=False)
    return office


async def approve(office: Office, moment: datetime, member: str = "ACoAA1") -> None:
    """Approve a wish of that day, and let the dispatcher look a quiet minute later."""
    office.clock.moment = moment

    def add(database: Database) -> None:
        contact = ContactRepository(database).observe(
            member_id=member,
            vanity=None,
            profile_url=f"https://www.linkedin.com/in/{member}/",
            name="Zoe Martin",
            first_name="Zoe",
            birthday=None,
            now=moment,
        )
        WishRepository(database).add(
            contact_id=contact.id,
            occasion=Occasion.BIRTHDAY,
            day=moment.date(),
            text="Happy birthday",
            template_id=None,
            state=WishState.APPROVED,
            now=moment,
            run_id=None,
        )

    await office.database(add)
    await office.look()


async def test_an_approved_wish_starts_a_run_once_the_person_is_done(
    office: Office,
) -> None:
    async with office.open() as dispatcher:
        await approve(office, paris(9))
        assert dispatcher.next_run == paris(9, 1)
        await approve(office, paris(9) + MINUTE / 2, member="ACoAA2")
        assert dispatcher.next_run == paris(9, 1) + MINUTE / 2
        await office.work(dispatcher.next_run)
        assert await office.history() == [(APPROVAL, None)]
        await office.work(paris(12))
        assert len(office.ran) == 1


async def test_outside_the_hours_it_waits_for_the_opening_also_over_a_restart(
    office: Office,
) -> None:
    async with office.open():
        await approve(office, paris(21))
    async with office.open() as dispatcher:
        assert dispatcher.next_run == paris(7, day=TUESDAY)
        await office.work(paris(7, day=TUESDAY))
        assert await office.history() == [(APPROVAL, None)]


async def test_a_run_by_hand_outside_the_hours_does_not_cost_it_the_morning(
    office: Office,
) -> None:
    office.moods("outside_hours")
    async with office.open() as dispatcher:
        await approve(office, paris(5))
        await office.ask()
        await office.until(lambda: office.ends)
        await office.look()
        assert dispatcher.next_run == paris(7)


async def test_what_the_limits_leave_waits_for_the_next_day(office: Office) -> None:
    office.moods("limit_reached")
    async with office.open() as dispatcher:
        await approve(office, paris(9))
        await office.work(paris(9, 1))
        assert dispatcher.next_run == paris(7, day=TUESDAY)
        await approve(office, paris(10), member="ACoAA2")
        assert dispatcher.next_run == paris(7, day=TUESDAY)
        await office.work(paris(7, day=TUESDAY))
        assert await office.history() == [
            (APPROVAL, RunReason.LIMIT_REACHED),
            (APPROVAL, None),
        ]


async def test_what_is_approved_while_a_run_is_under_way_gets_the_next_one(
    office: Office,
) -> None:
    office.moods("sleep")
    async with office.open() as dispatcher:
        asked = await office.ask()
        await office.until(lambda: office.has_begun)
        await approve(office, paris(9))
        await dispatcher.cancel(asked.run_id)
        await office.until(lambda: office.is_idle)
        await office.work(paris(9, 1))
        assert await office.history() == [
            (PERSON, RunReason.CANCELLED),
            (APPROVAL, None),
        ]


async def test_network_trouble_is_tried_again(office: Office) -> None:
    office.moods("network")
    async with office.open() as dispatcher:
        await approve(office, paris(9))
        await office.work(paris(9, 1))
        await office.work(dispatcher.next_run)
        assert await office.history() == [
            (APPROVAL, RunReason.NETWORK),
            (RunOrigin.RETRY, None),
        ]


@pytest.mark.parametrize("mode", [SendingMode.PREVIEW, SendingMode.AUTOMATIC])
async def test_only_what_a_person_approved_starts_a_run(
    office: Office, mode: SendingMode
) -> None:
    office.choose(sending_mode=mode)
    office.moods("limit_reached")
    async with office.open() as dispatcher:
        # In automatic mode it is the run itself that approves.
        await office.ask()
        await approve(office, paris(9))
        await office.until(lambda: office.ends)
        for day in (MONDAY, TUESDAY):
            await office.work(paris(12, day=day))
            assert dispatcher.next_run is None
        assert len(office.ran) == 1


@pytest.mark.parametrize("obstacle", ["no session", "checkpoint"])
async def test_an_approval_alone_does_not_lift_a_hold(
    office: Office, obstacle: str
) -> None:
    async with office.open() as dispatcher:
        if obstacle == "checkpoint":
            office.moods("checkpoint")
            await office.ask()
            await office.until(lambda: office.ends)
        else:
            office.is_logged_in = False
        ran = len(office.ran)
        await approve(office, paris(9))
        await office.work(paris(10))
        assert dispatcher.waits_for_person
        assert len(office.ran) == ran


async def test_a_wish_that_is_too_late_starts_nothing(office: Office) -> None:
    async with office.open() as dispatcher:
        office.choose(max_days_late=1)
        await approve(office, paris(21))
        await office.look(paris(7, day=MONDAY + timedelta(days=2)))
        assert dispatcher.next_run is None
        assert office.ran == []
