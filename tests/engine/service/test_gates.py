"""A machine that is too hot, or short of memory: runs wait, and it is said why."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from engine.service import travelling
from engine.service.home import Home, started
from twin.scenario import Scenario
from twin.server import running

RUNS = "/api/v1/runs"
MIB_IN_KIB = 1024


class Machine:
    """A machine of paper: a temperature, and memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._zone = folder / "sys" / "class" / "thermal" / "thermal_zone0"
        self._zone.mkdir(parents=True)
        (folder / "proc").mkdir()
        (self._zone / "type").write_text("cpu-thermal\n")
        self.heat(50)
        self.free_memory(2000)

    def heat(self, degrees: int) -> None:
        (self._zone / "temp").write_text(f"{degrees * 1000}\n")

    def free_memory(self, mib: int) -> None:
        lines = {"MemTotal": 4000, "MemAvailable": mib, "SwapTotal": 0, "SwapFree": 0}
        (self.folder / "proc" / "meminfo").write_text(
            "".join(f"{name}: {size * MIB_IN_KIB} kB\n" for name, size in lines.items())
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine")


@pytest.fixture
async def home(tmp_path: Path, machine: Machine) -> AsyncIterator[Home]:
    """Nobody is logged in, so that a run that starts is over at once."""
    async with running(Scenario()) as twin:
        home = Home(
            twin=twin,
            data=tmp_path / "data",
            options={"max_temperature": 80},
            program=(travelling.__file__, str(machine.folder)),
        )
        async with started(home):
            yield home


async def _codes(home: Home) -> set[str]:
    """Return what is wrong at a look that is not older than this call."""
    await home.ask("POST", "/api/v1/system/reap")
    return {each["code"] for each in (await home.state())["problems"]}


def _says(reason: str, words: str) -> Any:
    def is_so(state: Any) -> bool:
        (waiting,) = state["queued"]
        return waiting["reason"] == reason and words in waiting["message"]

    return is_so


async def test_a_run_waits_until_the_machine_is_well_below_its_limit_and_then_starts(
    home: Home, machine: Machine
) -> None:
    assert await _codes(home) == {"session_required"}
    machine.heat(85)
    run = await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
    await home.until(_says("too_hot", "85 °C"))
    assert await _codes(home) == {"session_required", "too_hot"}
    machine.heat(78)
    await home.until(_says("too_hot", "78 °C"))
    assert await _codes(home) == {"session_required", "too_hot"}
    machine.heat(60)
    state = await home.idle()
    assert state["last_run"]["run_id"] == run["run_id"]
    assert state["last_run"]["reason"] == "session_required"
    assert await _codes(home) == {"session_required"}


async def test_a_run_waits_until_there_is_memory_and_may_be_cancelled_meanwhile(
    home: Home, machine: Machine
) -> None:
    machine.free_memory(200)
    first = await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
    await home.until(_says("busy", "200 MiB are free"))
    assert await _codes(home) == {"session_required", "memory_short"}
    await home.ask("DELETE", f"{RUNS}/{first['run_id']}", status=202)
    second = await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
    await home.until(_says("busy", "200 MiB are free"))
    machine.free_memory(2000)
    state = await home.idle()
    assert state["last_run"]["run_id"] == second["run_id"]
    assert await _codes(home) == {"session_required"}
