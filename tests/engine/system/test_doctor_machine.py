"""What the doctor makes of the machine."""

from datetime import UTC, datetime
import os
from pathlib import Path
import subprocess
import sys
from zoneinfo import ZoneInfo

import pytest

from engine.system.conftest import Settle, write, write_memory, write_swaps
from linkedin_engine.system.doctor import machine
from linkedin_engine.system.doctor.probing import Finding, Probe
from linkedin_engine.system.processes import zombies


@pytest.mark.parametrize(
    ("gib", "outcome"),
    [
        ({"total": 3.7, "swap": 2, "swap_free": 2}, "plenty"),
        ({"total": 7.6, "swap": 0, "swap_free": 0}, "plenty"),
        ({"total": 3.7, "swap": 1.2, "swap_free": 1.2}, "small"),
        ({"total": 1.8, "available": 0.3, "swap": 0.1, "swap_free": 0.1}, "short"),
        ({"total": 16, "available": 0.1, "swap": 0, "swap_free": 0}, "short"),
    ],
)
def test_six_gigabytes_are_advised_and_too_little_for_a_run_is_a_failure(
    settle: Settle, gib: dict[str, float], outcome: str
) -> None:
    here = settle()
    write_memory(here.proc, **gib)
    assert machine.MEMORY.look(here).outcome == outcome


def test_memory_and_swap_are_told_apart(settle: Settle) -> None:
    assert machine.MEMORY.look(settle()).value == "4.3 GB + 2.1 GB"


@pytest.mark.parametrize(
    ("swaps", "zswap", "total", "outcome"),
    [
        (["/dev/zram0"], "N", 2, "zram"),
        (["/mnt/data/swapfile"], "Y", 2, "zswap"),
        (["/mnt/data/swapfile"], "N", 2, "absent"),
        ([], "Y", 2, "absent"),
        ([], "N", 8, "not_needed"),
    ],
)
def test_memory_that_is_not_in_use_is_best_compressed(
    settle: Settle, swaps: list[str], zswap: str, total: float, outcome: str
) -> None:
    here = settle()
    write_swaps(here.proc, *swaps)
    write(here.sys / "module/zswap/parameters/enabled", zswap)
    write_memory(here.proc, total=total)
    assert machine.COMPRESSED_SWAP.look(here).outcome == outcome


@pytest.mark.parametrize(
    ("mode", "outcome"), [("0", "fine"), ("1", "fine"), ("2", "strict")]
)
def test_only_strict_accounting_is_in_chromium_s_way(
    settle: Settle, mode: str, outcome: str
) -> None:
    here = settle()
    write(here.proc / "sys/vm/overcommit_memory", mode)
    assert machine.OVERCOMMIT.look(here) == Finding(outcome, mode)


@pytest.mark.parametrize(
    ("swappiness", "swap", "outcome"),
    [
        ("100", "/dev/zram0", "fine"),
        ("100", "/var/swap", "eager"),
        ("60", "/var/swap", "fine"),
        ("1", "/mnt/data/swapfile", "fine"),
    ],
)
def test_swapping_early_is_only_bad_where_the_swap_is_on_a_disk(
    settle: Settle, swappiness: str, swap: str, outcome: str
) -> None:
    here = settle()
    write_swaps(here.proc, swap)
    write(here.proc / "sys/vm/swappiness", swappiness)
    assert machine.SWAPPINESS.look(here) == Finding(outcome, swappiness)


@pytest.mark.parametrize(("waiting", "outcome"), [("128", "fine"), ("127", "small")])
def test_as_many_connections_may_wait_as_the_engine_asks_for(
    settle: Settle, waiting: str, outcome: str
) -> None:
    here = settle()
    write(here.proc / "sys/net/core/somaxconn", waiting)
    assert machine.SOMAXCONN.look(here) == Finding(outcome, waiting)


@pytest.mark.parametrize(
    "probe", [machine.OVERCOMMIT, machine.SWAPPINESS, machine.SOMAXCONN]
)
def test_a_setting_that_cannot_be_read_is_said_to_be_unknown(
    settle: Settle, tmp_path: Path, probe: Probe
) -> None:
    assert probe.look(settle(proc=tmp_path / "empty")) == Finding("unknown")


@pytest.mark.parametrize(
    ("millidegrees", "outcome"),
    [("75000", "cool"), ("75100", "warm"), ("80000", "warm"), ("80100", "hot")],
)
def test_the_temperature_is_held_against_the_person_s_limit(
    settle: Settle, millidegrees: str, outcome: str
) -> None:
    here = settle()
    write(here.sys / "class/thermal/thermal_zone0/type", "cpu-thermal")
    write(here.sys / "class/thermal/thermal_zone0/temp", millidegrees)
    assert machine.TEMPERATURE.look(here).outcome == outcome


def test_a_machine_without_sensors_is_not_blamed(settle: Settle) -> None:
    assert machine.TEMPERATURE.look(settle()) == Finding("unknown")
    assert machine.POWER.look(settle()) == Finding("unknown")


@pytest.mark.parametrize(
    ("bits", "outcome"),
    [
        ("0", "good"),
        ("1", "low"),
        ("5", "low"),
        ("8", "throttled"),
        ("50000", "was_low"),
        ("80000", "was_throttled"),
    ],
)
def test_the_worst_that_the_firmware_says_about_the_power_is_told(
    settle: Settle, bits: str, outcome: str
) -> None:
    here = settle()
    write(here.sys / "devices/platform/soc/soc:firmware/get_throttled", bits)
    assert machine.POWER.look(here).outcome == outcome


@pytest.mark.parametrize(
    ("year", "is_synchronised", "outcome"),
    [
        (2026, True, "right"),
        (2026, None, "right"),
        (2026, False, "unsynchronised"),
        (1970, True, "wrong"),
        (2021, False, "wrong"),
        (2106, True, "wrong"),
    ],
)
def test_a_clock_is_plausible_and_follows_a_server(
    settle: Settle, year: int, *, is_synchronised: bool | None, outcome: str
) -> None:
    here = settle(
        now=lambda: datetime(year, 5, 4, tzinfo=UTC),
        is_synchronised=lambda: is_synchronised,
    )
    assert machine.CLOCK.look(here).outcome == outcome


def test_the_zone_is_shown_with_the_time_it_has_there(settle: Settle) -> None:
    assert machine.TIME_ZONE.look(settle()) == Finding("known", "Europe/Paris 10:30")


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("Etc/UTC")])
def test_utc_is_believed_only_when_a_person_chose_it(
    settle: Settle, zone: ZoneInfo
) -> None:
    assert machine.TIME_ZONE.look(settle(zone=zone)).outcome == "utc"
    chosen = settle(zone=zone, zone_is_chosen=True)
    assert machine.TIME_ZONE.look(chosen).outcome == "known"


def test_london_in_winter_is_not_taken_for_a_guess(settle: Settle) -> None:
    here = settle(zone=ZoneInfo("Europe/London"))
    assert machine.TIME_ZONE.look(here).outcome == "known"


def test_a_child_that_was_not_collected_is_counted(settle: Settle) -> None:
    with subprocess.Popen([sys.executable, "-S", "-c", ""]) as child:
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert child.pid in {zombie.pid for zombie in zombies()}
        assert machine.PROCESSES.look(settle()).outcome == "some"
