"""The dispatcher with the real run: its process, its Chromium, its ledger."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from pathlib import Path

import pytest

from engine.jobs.office import Office
from engine.runs.house import NOW, OPTIONS, House
from linkedin_engine.app.engine import RUN_MODULE
from linkedin_engine.contract.enums import RunReason, RunState
from linkedin_engine.jobs.lock import run_lock
from linkedin_engine.settings import Options
from twin.scenario import Person, Scenario
from twin.server import running

PEOPLE = [Person(name="Alice Martin"), Person(name="Bruno Keller")]


@asynccontextmanager
async def beside_a_twin(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    """Give the office's runs the engine's own process, and a LinkedIn."""
    office.options = Options.parse(OPTIONS | {"schedule_enabled": False})
    office.clock.moment = NOW
    async with running(Scenario(people=PEOPLE, now=NOW)) as twin:
        monkeypatch.setenv("LINKEDIN_AUTO_BASE_URL", twin.url)
        monkeypatch.setenv("LINKEDIN_AUTO_PACE", "instant")
        monkeypatch.setenv("LINKEDIN_AUTO_NOW", NOW.isoformat())
        house = House(twin=twin, data=office.folder / "data")
        house.log_in()
        office.command = ("-m", RUN_MODULE)
        office.options_file = _options_file(office.folder)
        yield house


def _options_file(folder: Path) -> str:
    file = folder / "options.json"
    file.write_text(json.dumps(OPTIONS), encoding="utf-8")
    return str(file)


async def test_a_run_sends_and_its_row_says_who_asked_and_what_came_of_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with beside_a_twin(office, monkeypatch) as house, office.open():
        asked = await office.ask()
        with run_lock(office.folder / "data"):
            await office.until(
                lambda: (
                    any(run.reason for run in office.dispatcher.queued)
                    and not office.dispatcher.current
                )
            )
            assert office.dispatcher.queued[0].reason is RunReason.BUSY
        await office.look()
        await office.until(lambda: office.ends)
        summary = await office.runs(lambda runs: runs.summary(asked.run_id))
        assert (summary.state, summary.sent) == (RunState.FINISHED, 2)
        assert summary.requested_at == asked.requested_at
        report, _ = office.ends[0]
        assert [wish.name for wish in report.wishes] == house.receivers()


async def test_a_run_stopped_in_the_middle_leaves_the_rest_to_the_next_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with beside_a_twin(office, monkeypatch) as house, office.open():
        asked = await office.ask()
        await office.until(lambda: office.step == "wish")
        await office.dispatcher.cancel(asked.run_id)
        await office.until(lambda: office.ends)
        stopped = await office.runs(lambda runs: runs.summary(asked.run_id))
        assert (stopped.state, stopped.reason) == (
            RunState.STOPPED,
            RunReason.CANCELLED,
        )
        await office.ask()
        await office.until(lambda: len(office.ends) == 2)
        assert house.receivers() == ["Alice Martin", "Bruno Keller"]
