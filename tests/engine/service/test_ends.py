"""What is true at the moment in which a run's end is told."""

import asyncio
from pathlib import Path

from engine.jobs.office import MONDAY, Office, paris
from linkedin_engine.contract.enums import RunReason
from linkedin_engine.contract.events import RunEnded


async def test_who_hears_of_a_runs_end_finds_when_the_next_one_starts(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    office.moods("network")
    async with office.open() as dispatcher, asyncio.timeout(60):
        with office.bus.subscription() as heard:
            await office.look(paris(7, 1))
            while not isinstance(event := await heard.get(), RunEnded):
                pass
            next_run = dispatcher.next_run
        assert event.report.reason is RunReason.NETWORK
        assert next_run is not None
        assert next_run.date() == MONDAY
