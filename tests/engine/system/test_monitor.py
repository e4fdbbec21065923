"""One measurement for all who ask, complete, and made only when somebody asks."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
import os
from pathlib import Path
import sqlite3
import subprocess

from blockbuster import blockbuster_ctx
import pytest

from engine.system.conftest import write, write_memory
from engine.system.programs import SLEEP, Started, first_line, pids, wait_for
from linkedin_engine.contract.enums import ProblemCode
from linkedin_engine.system import monitor as monitor_module, processes
from linkedin_engine.system.monitor import SystemMonitor
from linkedin_engine.system.processes import kill_tree, new_owner_mark, own_tree
from linkedin_engine.system.survey import survey

MIB = 1024 * 1024
NAMESPACE = "4000000001"
NOBODY = f"4194304-1-1-{NAMESPACE}"

type Eater = Callable[..., Awaitable[asyncio.subprocess.Process]]


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks of this test mean nothing to others that end orphans at the same time."""
    monkeypatch.setattr(processes, "_namespace", lambda: NAMESPACE)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Give a folder with a small machine's ``proc`` and ``sys``."""
    write_memory(tmp_path / "proc", total=4, available=2, swap=1, swap_free=0.5)
    write(tmp_path / "sys/class/thermal/thermal_zone0/type", "cpu-thermal")
    write(tmp_path / "sys/class/thermal/thermal_zone0/temp", "51500")
    return tmp_path


@pytest.fixture
def monitor(machine: Path) -> SystemMonitor:
    return SystemMonitor(
        machine / "linkedin.db", sys=machine / "sys", proc=machine / "proc"
    )


@pytest.fixture
def ended() -> Iterator[subprocess.Popen[bytes]]:
    """Give a process that has ended and that nobody has collected yet."""
    program = subprocess.Popen(["/bin/true"])
    wait_for(program.pid, "Z")
    yield program
    program.wait()


async def test_the_machine_is_told_in_bytes_and_degrees(
    monitor: SystemMonitor, machine: Path
) -> None:
    database = sqlite3.connect(machine / "linkedin.db")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("CREATE TABLE people (name TEXT)")
    database.commit()
    info = await monitor.measure()
    database.close()
    assert info.host_memory_total == 4096 * MIB
    assert info.host_memory_available == 2048 * MIB
    assert info.cpu_temperature == 51.5
    assert info.throttled is None
    assert info.database_size >= 512
    assert info.wal_size >= 512
    assert info.disk_free > 0


async def test_before_the_first_start_there_is_no_database(
    monitor: SystemMonitor,
) -> None:
    info = await monitor.measure()
    assert (info.database_size, info.wal_size) == (0, 0)


async def test_all_who_ask_at_once_get_the_same_measurement(
    monitor: SystemMonitor,
) -> None:
    first, *others = await asyncio.gather(*(monitor.measure() for _ in range(20)))
    assert all(other is first for other in others)
    assert await monitor.measure() is first


async def test_who_gives_up_waiting_does_not_spoil_it_for_others(
    monitor: SystemMonitor,
) -> None:
    hasty = asyncio.create_task(monitor.measure())
    patient = asyncio.create_task(monitor.measure())
    await asyncio.sleep(0)
    hasty.cancel()
    assert (await patient).engine_memory > 0
    assert hasty.cancelled()


async def test_after_a_change_the_machine_is_measured_again(
    monitor: SystemMonitor,
) -> None:
    before = await monitor.measure()
    monitor.forget()
    assert await monitor.measure() is not before


async def test_the_event_loop_goes_on_while_the_machine_is_measured(
    monitor: SystemMonitor,
) -> None:
    with blockbuster_ctx():
        await monitor.measure()


async def test_a_firmware_without_its_device_is_asked_once(
    monitor: SystemMonitor, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = machine / "bin" / "vcgencmd"
    write(program, f"#!/bin/sh\necho asked >> {machine}/asked\nexit 255")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    for _ in range(3):
        monitor.forget()
        assert (await monitor.measure()).under_voltage is None
    assert (machine / "asked").read_text() == "asked\n"


async def test_a_browser_s_memory_is_told_apart_from_the_engine_s(
    monitor: SystemMonitor, start: Started
) -> None:
    alone = await monitor.measure()
    ready = "sh -c 'echo ready; exec sleep 300'; true"
    browser = start(ready, mark=new_owner_mark(1))
    assert first_line(browser) == "ready"
    monitor.forget()
    together = await monitor.measure()
    assert alone.browser_processes == alone.browser_memory == 0
    assert together.browser_processes == len(own_tree(browser.pid))
    assert together.browser_memory > 0
    seen = survey()
    assert os.getpid() in pids(seen.engine)
    assert browser.pid not in pids(seen.engine)
    assert seen.orphans == ()


async def test_what_the_engine_starts_counts_as_its_own(start: Started) -> None:
    run = start(SLEEP)
    assert run.pid in pids(survey().engine)


async def test_the_browser_of_somebody_else_s_run_is_not_ours(start: Started) -> None:
    """As when a person starts a run by hand beside the service."""
    owner = int(first_line(start("(setsid sleep 300 >&- & echo $!)")))
    process = processes.read_process(owner)
    assert process is not None
    theirs = start(SLEEP, mark=f"{process.identity}-1-{NAMESPACE}")
    wait_for(theirs.pid, "S")
    seen = survey()
    assert theirs.pid not in pids(seen.browsers)
    kill_tree([process])
    assert theirs.pid in pids(survey().orphans)


async def test_an_orphan_that_stays_is_a_problem_and_one_just_seen_is_none(
    monitor: SystemMonitor, start: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = start(SLEEP, mark=NOBODY)
    wait_for(left.pid, "S")
    reading = await monitor.look()
    assert (reading.info.browser_processes, reading.lasting) == (1, 0)
    assert monitor.problems(80) == {}
    monkeypatch.setattr(monitor_module, "LASTING_SECONDS", 0.0)
    monitor.forget()
    await monitor.measure()
    assert monitor.problems(80) == {ProblemCode.ZOMBIES: 1}
    kill_tree(own_tree(left.pid))
    left.wait()
    monitor.forget()
    await monitor.measure()
    assert monitor.problems(80) == {}


async def test_a_zombie_is_counted_until_it_is_collected(
    monitor: SystemMonitor, ended: subprocess.Popen[bytes]
) -> None:
    assert ended.pid in pids(survey().zombies)
    assert (await monitor.measure()).zombie_processes >= 1
    ended.wait()
    assert ended.pid not in pids(survey().zombies)


async def test_heat_stays_a_problem_until_the_machine_is_well_below_the_limit(
    monitor: SystemMonitor, machine: Path
) -> None:
    assert monitor.problems(80) == {}
    told = []
    for degrees in (79, 81, 78, 76, 75, 79):
        write(machine / "sys/class/thermal/thermal_zone0/temp", f"{degrees}000")
        monitor.forget()
        await monitor.measure()
        told.append(ProblemCode.TOO_HOT in monitor.problems(80))
    assert told == [False, True, True, True, False, False]
