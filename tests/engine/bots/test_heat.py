"""A run keeps away from a hot processor, and waits for it to cool."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
import random
from typing import cast, override

import pytest

from linkedin_engine.bots.base import BaseBot
from linkedin_engine.bots.birthday import BirthdayBot
from linkedin_engine.bots.context import BotContext, Ledger, Rules
from linkedin_engine.clock import Clock
from linkedin_engine.contract.enums import (
    BotName,
    Occasion,
    RunReason,
    RunState,
    SendingMode,
    WishReason,
    WishState,
)
from linkedin_engine.contract.models import RunProgress
from linkedin_engine.domain.hours import Hours
from linkedin_engine.domain.ledger import Wish
from linkedin_engine.domain.limits import Limits
from linkedin_engine.domain.pace import Pacing
from linkedin_engine.linkedin.site import Site
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.messages import MessageRepository
from linkedin_engine.storage.wishes import WishRepository
from linkedin_engine.system.temperature import HeatWatch

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
LOOK_SECONDS = 0.01


class Machine:
    """A processor with a temperature, and a browser that is open or not."""

    def __init__(self, sys: Path) -> None:
        zone = sys / "class" / "thermal" / "thermal_zone0"
        zone.mkdir(parents=True)
        (zone / "type").write_text("cpu-thermal\n")
        self._file = zone / "temp"
        self.sys = sys
        self.has_browser = False
        self.browsers = 0
        self.steps: list[str] = []
        self.when_cooling: Callable[[], None] = lambda: None
        self.set(50)

    def set(self, degrees: float) -> None:
        self._file.write_text(f"{degrees * 1000:.0f}\n")

    @asynccontextmanager
    async def open_site(self) -> AsyncIterator[Site]:
        self.browsers += 1
        self.has_browser = True
        yield cast("Site", object())
        self.has_browser = False

    def progress(self, progress: RunProgress) -> None:
        self.steps.append(progress.step)
        if progress.step == "cooling":
            assert not self.has_browser
            self.when_cooling()


class ThreeMessages(BaseBot):
    """Sends three messages into the air."""

    name = BotName.BIRTHDAY
    machine: Machine
    heats_up_after: int | None = None
    sent = 0

    @override
    async def work(self) -> None:
        for _ in range(3):
            await self.cool_down()
            await self.site()
            self.sent += 1
            if self.sent == self.heats_up_after:
                self.machine.set(85)

    @override
    def pending(self) -> int:
        return 3 - self.sent


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "sys")


class Sender(BirthdayBot):
    """The birthday bot's own way through what is due, without a page."""

    machine: Machine
    sent = 0

    @override
    async def work(self) -> None:
        await self._send_due()

    @override
    async def _send(self, wish: Wish) -> None:
        await self.site()
        self.ledger.wishes.mark_failed(wish.id, WishReason.SEND_FAILED, NOW)
        self.sent += 1
        self.machine.set(85)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database.open(tmp_path / "data" / "linkedin.db") as opened:
        yield opened


@pytest.fixture
def context(machine: Machine, database: Database) -> BotContext:
    rng = random.Random(1)
    return BotContext(
        run_id="r1",
        rules=Rules(
            mode=SendingMode.AUTOMATIC,
            dry_run=False,
            hours=Hours(time(7), time(19), frozenset(range(7)), UTC),
            limits=Limits(per_run=15, daily=15, weekly=100),
            max_days_late=10,
            language="auto",
        ),
        ledger=Ledger(
            database=database,
            contacts=ContactRepository(database),
            wishes=WishRepository(database),
            messages=MessageRepository(database),
        ),
        open_site=machine.open_site,
        clock=Clock(NOW),
        pacing=Pacing(min_seconds=0, max_seconds=0, rng=rng),
        rng=rng,
        progress=machine.progress,
        heat=HeatWatch(
            80,
            sys=machine.sys,
            look_seconds=LOOK_SECONDS,
            patience_seconds=5 * LOOK_SECONDS,
        ),
    )


@pytest.fixture
def bot(context: BotContext, machine: Machine) -> ThreeMessages:
    made = ThreeMessages(context)
    made.machine = machine
    return made


async def test_a_cool_machine_is_not_held_up(
    bot: ThreeMessages, machine: Machine
) -> None:
    outcome = await bot.run()
    assert outcome.report.state is RunState.FINISHED
    assert (bot.sent, machine.browsers) == (3, 1)
    assert "cooling" not in machine.steps


async def test_no_run_starts_above_the_highest_temperature(
    bot: ThreeMessages, machine: Machine
) -> None:
    machine.set(81)
    outcome = await bot.run()
    assert outcome.report.reason is RunReason.TOO_HOT
    assert outcome.report.state is RunState.STOPPED
    assert "81 °C" in str(outcome.message)
    assert (bot.sent, machine.browsers) == (0, 0)


async def test_a_run_pauses_without_a_browser_and_goes_on_once_it_is_cool(
    bot: ThreeMessages, machine: Machine
) -> None:
    bot.heats_up_after = 1
    readings = iter([79.0, 76.0, 75.0])
    machine.when_cooling = lambda: machine.set(next(readings))
    outcome = await bot.run()
    assert outcome.report.state is RunState.FINISHED
    assert (bot.sent, machine.browsers) == (3, 2)
    assert machine.steps.count("cooling") == 3


async def test_a_machine_that_stays_hot_stops_the_run_and_leaves_the_rest_due(
    bot: ThreeMessages, machine: Machine
) -> None:
    bot.heats_up_after = 2
    outcome = await bot.run()
    assert outcome.report.reason is RunReason.TOO_HOT
    assert (bot.sent, outcome.report.pending) == (2, 1)
    assert not machine.has_browser
    assert machine.steps.count("cooling") == 5


async def test_without_a_watch_the_temperature_does_not_matter(
    context: BotContext, machine: Machine
) -> None:
    machine.set(99)
    bot = ThreeMessages(replace(context, heat=None))
    bot.machine = machine
    outcome = await bot.run()
    assert outcome.report.state is RunState.FINISHED


async def test_the_birthday_bot_looks_at_the_heat_before_each_message(
    context: BotContext, machine: Machine
) -> None:
    for name in ("Alice Martin", "Bruno Keller"):
        contact = context.ledger.contacts.observe(
            member_id=None,
            vanity=name.split()[0].casefold(),
            profile_url=f"https://www.linkedin.com/in/{name.split()[0].casefold()}/",
            name=name,
            first_name=None,
            birthday=None,
            now=NOW,
        )
        context.ledger.wishes.add(
            contact_id=contact.id,
            occasion=Occasion.BIRTHDAY,
            day=NOW.date(),
            text="Happy birthday!",
            template_id=None,
            state=WishState.APPROVED,
            now=NOW,
            run_id=None,
        )
    bot = Sender(context)
    bot.machine = machine
    machine.when_cooling = lambda: machine.set(60)
    outcome = await bot.run()
    assert outcome.report.state is RunState.FINISHED
    assert bot.sent == 2
    assert machine.steps.count("cooling") == 1
    assert machine.browsers == 2
