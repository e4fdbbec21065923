"""What a person has copied starts elsewhere, and wishes nobody a second time."""

import asyncio
from collections.abc import Callable
from pathlib import Path
import shutil
import sys

from engine.runs.house import alice, bruno
from engine.service.conftest import MoveIn
from engine.service.home import SOON_SECONDS, Home
from twin.scenario import Person, Scenario

RUNS = "/api/v1/runs"
ALL = ["Alice Martin", "Bruno Keller", "Carla Rossi", "Dario Neri"]

# As the app's configuration leaves them out of the Supervisor's copy.
LEFT_OUT = ("linkedin.db-shm", ".*")


async def test_a_copy_made_in_the_middle_of_a_run_is_whole_and_wishes_nobody_twice(
    move_in: MoveIn, tmp_path: Path
) -> None:
    people = [alice(), bruno(), *(Person(name=name) for name in ALL[2:])]
    home = await move_in(Scenario(people=people, latency_ms=50))
    await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
    await _until(lambda: len(home.received()) >= 1)
    elsewhere = tmp_path / "elsewhere" / "data"
    await _hold("begin", home)
    _copy(home.data, elsewhere, names=["linkedin.db"])
    # The log is copied when the file beside it is long out of date.
    messages = len(home.received())
    await _until(lambda: len(home.received()) > messages)
    _copy(home.data, elsewhere)
    await _hold("end", home)
    assert (await home.idle())["last_run"]["sent"] == len(ALL)
    await home.end()

    other = Home(twin=home.twin, data=elsewhere)
    await other.start()
    state = await other.state()
    assert state["session"]["usable"] is True
    assert 1 <= state["counters"]["sent_total"] < len(ALL)
    await other.ask("POST", RUNS, {"bot": "birthday"}, status=202)
    state = await other.idle()
    await other.end()
    assert state["last_run"]["state"] == "finished"
    assert state["counters"]["pending"] == state["counters"]["unverified"] == 0
    assert home.received() == ALL


async def test_a_lost_database_comes_back_from_its_copy_and_wishes_nobody_twice(
    move_in: MoveIn,
) -> None:
    second = bruno(card=False)
    home = await move_in(Scenario(people=[alice(), second], remembers_sent=False))
    await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
    await home.idle()
    await home.ask("POST", "/api/v1/system/backups", status=201)
    second.card = True
    await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
    await home.until(lambda state: state["counters"]["sent_total"] == 2)
    await home.idle()
    await home.end()
    for file in home.data.glob("linkedin.db*"):
        file.unlink()

    await home.start()
    state = await home.state()
    assert state["counters"]["sent_total"] == 1
    assert [each["code"] for each in state["problems"]] == ["session_required"]
    await home.log_in()
    await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
    state = await home.until(lambda state: state["last_run"]["found"] == 2)
    assert state["last_run"]["sent"] == 0
    assert home.received() == ["Alice Martin", "Bruno Keller"]


async def _hold(verb: str, home: Home) -> None:
    """Do as the Supervisor does before and after it copies."""
    database = str(home.data / "linkedin.db")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "linkedin_engine.app.hold", verb, database)
    )
    assert await process.wait() == 0


def _copy(data: Path, copy: Path, names: list[str] | None = None) -> None:
    copy.mkdir(parents=True, exist_ok=True)
    for file in data.iterdir():
        is_wanted = names is None or file.name in names
        is_left_out = any(file.match(pattern) for pattern in LEFT_OUT)
        if is_wanted and not is_left_out and not (copy / file.name).exists():
            copy_one = shutil.copytree if file.is_dir() else shutil.copy2
            copy_one(file, copy / file.name)


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON_SECONDS):
        while not is_so():  # noqa: ASYNC110 - the twin tells nobody
            await asyncio.sleep(0.02)
