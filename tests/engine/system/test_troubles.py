"""What of the machine is a problem, and what keeps a run from starting."""

from collections.abc import Collection
from pathlib import Path

import pytest

from engine.system.conftest import write, write_memory
from linkedin_engine.contract.enums import ProblemCode, RunReason
from linkedin_engine.contract.state import SystemInfo
from linkedin_engine.system import troubles
from linkedin_engine.system.host import MIB, HostMemory
from linkedin_engine.system.troubles import StartGate, machine_problems

ZONE = "sys/class/thermal/thermal_zone0"


def problems(
    *,
    degrees: float | None = 50.0,
    disk_free: int = 9000,
    free: int = 2000,
    browser: int = 0,
    lasting: int = 0,
    before: Collection[ProblemCode] = (),
) -> dict[ProblemCode, int | None]:
    """Judge a machine; sizes in MiB, half of the free memory in swap."""
    memory = HostMemory(
        total=4000 * MIB,
        available=free // 2 * MIB,
        swap_total=2000 * MIB,
        swap_free=free // 2 * MIB,
    )
    info = SystemInfo(
        engine_memory=50 * MIB,
        browser_memory=browser * MIB,
        host_memory_total=memory.total,
        host_memory_available=memory.available,
        cpu_temperature=degrees,
        throttled=None,
        under_voltage=None,
        zombie_processes=0,
        browser_processes=0,
        database_size=0,
        wal_size=0,
        disk_free=disk_free * MIB,
    )
    return machine_problems(
        info, memory, max_temperature=80, lasting=lasting, before=before
    )


def test_a_healthy_machine_has_no_problem() -> None:
    assert problems() == {}


def test_each_problem_is_told_with_a_count_where_that_fits() -> None:
    assert problems(degrees=80.5) == {ProblemCode.TOO_HOT: None}
    assert problems(disk_free=199) == {ProblemCode.DISK_FULL: None}
    assert problems(free=598) == {ProblemCode.MEMORY_SHORT: None}
    assert problems(lasting=3) == {ProblemCode.ZOMBIES: 3}


def test_what_was_wrong_is_so_until_the_machine_is_clearly_better() -> None:
    hot, full = ProblemCode.TOO_HOT, ProblemCode.DISK_FULL
    short = ProblemCode.MEMORY_SHORT
    assert problems(degrees=76, before={hot}) == {hot: None}
    assert problems(degrees=75, before={hot}) == {}
    assert problems(disk_free=249, before={full}) == {full: None}
    assert problems(disk_free=250, before={full}) == {}
    assert problems(free=662, before={short}) == {short: None}
    assert problems(free=664, before={short}) == {}


def test_a_temperature_nobody_knows_changes_nothing() -> None:
    assert problems(degrees=None) == {}
    hot = ProblemCode.TOO_HOT
    assert problems(degrees=None, before={hot}) == {hot: None}


def test_memory_is_not_short_because_a_run_has_it() -> None:
    assert problems(free=200, browser=450) == {}
    assert problems(free=100, browser=450) == {ProblemCode.MEMORY_SHORT: None}


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    write_memory(tmp_path / "proc")
    write(tmp_path / ZONE / "type", "cpu-thermal")
    heat(tmp_path, 50)
    return tmp_path


def heat(machine: Path, degrees: int) -> None:
    write(machine / ZONE / "temp", f"{degrees}000")


def gate_of(machine: Path, limit: float = 80) -> StartGate:
    return StartGate(lambda: limit, sys=machine / "sys", proc=machine / "proc")


async def reasons(gate: StartGate, machine: Path, *degrees: int) -> list[str | None]:
    found = []
    for each in degrees:
        heat(machine, each)
        refusal = await gate.check()
        found.append(None if refusal is None else refusal[0].value)
    return found


async def test_a_run_starts_on_a_cool_machine_with_memory(machine: Path) -> None:
    assert await gate_of(machine).check() is None


async def test_a_run_waits_until_the_machine_is_well_below_the_limit(
    machine: Path,
) -> None:
    told = await reasons(gate_of(machine), machine, 80, 81, 78, 75, 78)
    assert told == [None, "too_hot", "too_hot", None, None]


async def test_a_person_is_told_how_hot_it_is_and_how_cool_it_has_to_be(
    machine: Path,
) -> None:
    gate = gate_of(machine)
    heat(machine, 84)
    refusal = await gate.check()
    assert refusal is not None
    assert "84 °C, and max_temperature is 80 °C." in refusal[1]
    heat(machine, 77)
    refusal = await gate.check()
    assert refusal is not None
    assert "77 °C, and max_temperature is 80 °C, to be left by 5." in refusal[1]


async def test_a_machine_that_idles_just_below_its_limit_gets_its_run_in_the_end(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = gate_of(machine)
    assert await reasons(gate, machine, 81, 78) == ["too_hot", "too_hot"]
    monkeypatch.setattr(troubles, "_HEAT_MEMORY_SECONDS", 0.0)
    assert await reasons(gate, machine, 78, 81) == [None, "too_hot"]


async def test_a_limit_that_the_person_raised_holds_at_once(machine: Path) -> None:
    limits = [80.0]
    gate = StartGate(lambda: limits[0], sys=machine / "sys", proc=machine / "proc")
    assert await reasons(gate, machine, 82) == ["too_hot"]
    limits[0] = 85.0
    assert await reasons(gate, machine, 82) == [None]


async def test_a_machine_short_of_memory_is_busy_and_says_what_is_missing(
    machine: Path,
) -> None:
    write_memory(machine / "proc", available=0.25, swap_free=0.125)
    refusal = await gate_of(machine).check()
    assert refusal is not None
    reason, message = refusal
    assert reason is RunReason.BUSY
    assert "600 MiB" in message
    assert "384 MiB" in message
