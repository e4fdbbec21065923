"""Every problem that the real engine can have, as a repair that goes by itself."""

import asyncio
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
import shutil
import signal
import sqlite3
from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from integration.conftest import AddEntry, changed, coordinator_of
from integration.processes import EngineProcess, TwinProcess, person, started
from integration.test_ha_repairs import begin, go_on, issues

PROGRAM = Path(__file__).with_name("machine.py")
GIB = 1024**3
PROBLEM = "binary_sensor.linkedin_auto_problem"


@dataclass(frozen=True)
class Machine:
    """What the kernel of a machine shows, as files."""

    folder: Path

    def feel(self, *, degrees: float, disk_free: int, memory_free: int) -> None:
        """Have the engine read this from now on."""
        zone = self.folder / "sys/class/thermal/thermal_zone0"
        zone.mkdir(parents=True, exist_ok=True)
        (zone / "type").write_text("cpu-thermal\n")
        (zone / "temp").write_text(f"{degrees * 1000:.0f}\n")
        (self.folder / "disk_free").write_text(str(disk_free))
        if not (self.folder / "proc").exists():
            (self.folder / "proc").mkdir()
            shutil.copy("/proc/meminfo", self.folder / "proc")
        kib = {"MemTotal": 2 * GIB, "MemAvailable": memory_free}
        lines = [f"{name}: {value // 1024} kB\n" for name, value in kib.items()]
        swap = ["SwapTotal: 0 kB\n", "SwapFree: 0 kB\n"]
        (self.folder / "proc/meminfo").write_text("".join([*lines, *swap]))

    def be_well(self) -> None:
        self.feel(degrees=50, disk_free=9 * GIB, memory_free=GIB)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine on which all is well."""
    made = Machine(tmp_path / "machine")
    made.be_well()
    return made


@pytest.fixture
def engine_there(
    twin: TwinProcess, tmp_path: Path, machine: Machine
) -> Iterator[EngineProcess]:
    """Return an engine on that machine."""
    where = {"MACHINE": str(machine.folder)}
    engine = EngineProcess(
        twin,
        tmp_path / "data",
        {"max_temperature": 80},
        program=(PROGRAM,),
        variables=where,
    )
    with started(engine):
        yield engine


async def looked(hass: HomeAssistant, entry: Any, *wanted: str) -> None:
    """Poll until these repairs are there, and no other."""

    def seen() -> set[str]:
        told = coordinator_of(entry).data.state.problems
        return {*issues(hass), *(each.code.value for each in told)}

    with suppress(TimeoutError):
        async with asyncio.timeout(60):
            while seen() != set(wanted):
                await asyncio.sleep(0.5)
                await coordinator_of(entry).async_refresh()
    assert seen() == set(wanted) == set(issues(hass))
    is_on = "on" if wanted else "off"
    assert hass.states.is_state(PROBLEM, is_on)


async def test_a_machine_that_is_unwell_is_shown_until_it_is_well(
    hass: HomeAssistant,
    engine_there: EngineProcess,
    machine: Machine,
    add_entry: AddEntry,
) -> None:
    await asyncio.to_thread(engine_there.log_in)
    entry = await add_entry(engine_there)
    assert not issues(hass)
    machine.feel(degrees=91.4, disk_free=GIB // 8, memory_free=GIB // 8)
    assert engine_there.process is not None
    engine_there.process.send_signal(signal.SIGUSR1)
    await looked(hass, entry, "too_hot", "disk_full", "memory_short", "zombies")
    assert hass.states.is_state("sensor.linkedin_auto_cpu_temperature", "91.4")
    result = await go_on(hass, await begin(hass, "zombies"), {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await looked(hass, entry, "too_hot", "disk_full", "memory_short")
    machine.be_well()
    await looked(hass, entry)


@pytest.mark.parametrize(
    ("scenario", "code"),
    [
        (
            {"troubles": [{"obstacle": "restricted", "path": "/mynetwork"}]},
            "restricted",
        ),
        ({"changed": "foreign_page"}, "page_changed"),
    ],
)
async def test_what_stands_in_the_way_is_looked_at_again_when_the_person_says_so(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    scenario: dict[str, Any],
    code: str,
) -> None:
    own_engine.twin.play(person("Alice Martin"), **scenario)
    await asyncio.to_thread(own_engine.log_in)
    entry = await add_entry(own_engine)
    async with changed(entry, lambda: set(issues(hass)) == {code}):
        await asyncio.to_thread(own_engine.run)
    # Still there: the look finds the same, and the repair comes back.
    await go_on(hass, await begin(hass, code), {})
    await asyncio.to_thread(own_engine.idle)
    await looked(hass, entry, code)
    own_engine.twin.play(person("Alice Martin"), changed="")
    await go_on(hass, await begin(hass, code), {})
    await asyncio.to_thread(own_engine.idle)
    await looked(hass, entry)


async def test_a_session_that_linkedin_has_ended_is_asked_for(
    hass: HomeAssistant, own_engine: EngineProcess, add_entry: AddEntry
) -> None:
    await asyncio.to_thread(own_engine.log_in)
    entry = await add_entry(own_engine)
    trouble = {"obstacle": "login", "path": "/mynetwork"}
    own_engine.twin.play(person("Alice Martin"), troubles=[trouble])
    async with changed(entry, lambda: set(issues(hass)) == {"session_required"}):
        await asyncio.to_thread(own_engine.run)
    assert hass.states.is_state("binary_sensor.linkedin_auto_session", "off")
    own_engine.twin.play(person("Alice Martin"))
    async with changed(entry, lambda: not issues(hass)):
        await asyncio.to_thread(own_engine.log_in)


async def test_too_much_activity_pauses_until_the_pause_is_over(
    hass: HomeAssistant, own_engine: EngineProcess, add_entry: AddEntry
) -> None:
    await asyncio.to_thread(own_engine.log_in)
    entry = await add_entry(own_engine)
    trouble = {"obstacle": "too_many_requests", "path": "/mynetwork"}
    own_engine.twin.play(person("Alice Martin"), troubles=[trouble])
    async with changed(entry, lambda: set(issues(hass)) == {"linkedin_limit"}):
        await asyncio.to_thread(own_engine.run)
    own_engine.twin.play()
    await asyncio.to_thread(own_engine.stop)
    own_engine.now += timedelta(days=3)
    await asyncio.to_thread(own_engine.start)
    await looked(hass, entry)


def _power_cut_while_sending(engine: EngineProcess) -> None:
    """Leave all wishes as a power cut between the intent and its proof does."""
    engine.stop()
    change = "UPDATE wishes SET state = 'sending', intent_at = created_at"
    with closing(sqlite3.connect(engine.data / "linkedin.db")) as database:
        database.execute(change)
        database.commit()


async def test_the_person_says_of_each_wish_whether_it_was_sent(
    hass: HomeAssistant, own_engine: EngineProcess, add_entry: AddEntry
) -> None:
    names = ("Alice Martin", "Bo Keller")
    own_engine.twin.play(*map(person, names))
    await asyncio.to_thread(own_engine.log_in)
    await asyncio.to_thread(own_engine.run)
    await asyncio.to_thread(_power_cut_while_sending, own_engine)
    # Nobody can tell any more, for the conversations cannot be opened.
    own_engine.twin.play(*(person(name, reachable="premium") for name in names))
    await asyncio.to_thread(own_engine.start)
    entry = await add_entry(own_engine)
    async with changed(entry, lambda: set(issues(hass)) == {"unverified_wishes"}):
        await asyncio.to_thread(own_engine.run)
    told = issues(hass)["unverified_wishes"].translation_placeholders
    assert told is not None
    assert told["count"] == "2"
    asked = []
    flow = await begin(hass, "unverified_wishes")
    for decision in ("sent", "not_sent"):
        asked.append(flow["description_placeholders"]["name"])
        flow = await go_on(hass, flow, {"decision": decision})
    assert flow["type"] is FlowResultType.CREATE_ENTRY
    assert set(asked) == set(names)
    await looked(hass, entry)
    wishes = (await asyncio.to_thread(own_engine.ask, "GET", "wishes"))["wishes"]
    states = {each["name"]: each["state"] for each in wishes}
    assert states[asked[0]] == "sent"
    assert states[asked[1]] in {"approved", "skipped"}


@pytest.mark.parametrize(
    ("schema", "code"), [("0", "engine_too_old"), ("9", "engine_too_new")]
)
async def test_an_engine_that_is_replaced_says_which_side_to_update(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    schema: str,
    code: str,
) -> None:
    entry = await add_entry(own_engine)
    await asyncio.to_thread(own_engine.stop)
    other = replace(
        own_engine, program=(PROGRAM,), variables={"SCHEMA": schema}, process=None
    )
    with started(other):
        async with changed(entry, lambda: code in issues(hass)):
            await coordinator_of(entry).async_refresh()
        assert set(issues(hass)) == {code}
        assert hass.states.is_state(PROBLEM, "unavailable")
    await asyncio.to_thread(own_engine.start)
    await looked(hass, entry, "session_required")
