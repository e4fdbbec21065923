"""Which sensor counts, and what its reading allows."""

from pathlib import Path

import pytest

from linkedin_engine.system.temperature import HeatGuard, HeatWatch, cpu_temperature


def add_zone(sys: Path, number: int, kind: str, millidegrees: int | str) -> Path:
    zone = sys / "class" / "thermal" / f"thermal_zone{number}"
    zone.mkdir(parents=True)
    (zone / "type").write_text(f"{kind}\n")
    (zone / "temp").write_text(f"{millidegrees}\n")
    return zone


def add_monitor(sys: Path, number: int, name: str, *millidegrees: int) -> None:
    monitor = sys / "class" / "hwmon" / f"hwmon{number}"
    monitor.mkdir(parents=True)
    (monitor / "name").write_text(f"{name}\n")
    for index, value in enumerate(millidegrees, 1):
        (monitor / f"temp{index}_input").write_text(f"{value}\n")


def add_vcgencmd(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "vcgencmd"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


@pytest.mark.parametrize(
    "kind", ["cpu-thermal", "cpu_thermal", "cpu0-thermal", "soc", "x86_pkg_temp"]
)
def test_a_zone_of_the_processor_is_known_by_its_type(
    tmp_path: Path, kind: str
) -> None:
    add_zone(tmp_path, 0, "iwlwifi_1", 31_000)
    add_zone(tmp_path, 1, kind, 48_312)
    assert cpu_temperature(tmp_path) == pytest.approx(48.312)


def test_the_processor_s_own_zone_wins_over_a_hotter_one_on_the_board(
    tmp_path: Path,
) -> None:
    add_zone(tmp_path, 0, "acpitz", 91_000)
    add_zone(tmp_path, 1, "cpu-thermal", 55_000)
    assert cpu_temperature(tmp_path) == 55.0


def test_of_several_zones_of_the_processor_the_hottest_counts(tmp_path: Path) -> None:
    for number, value in enumerate((51_000, 63_500, 47_000)):
        add_zone(tmp_path, number, f"cpu{number}-thermal", value)
    assert cpu_temperature(tmp_path) == 63.5


def test_a_machine_without_zones_tells_by_its_hardware_monitor(
    tmp_path: Path,
) -> None:
    add_monitor(tmp_path, 0, "nvme", 70_000)
    add_monitor(tmp_path, 1, "k10temp", 44_000, 46_250)
    assert cpu_temperature(tmp_path) == 46.25


@pytest.mark.parametrize("reading", ["", "none", "-273000", "999000"])
def test_a_sensor_that_tells_nonsense_is_passed_over(
    tmp_path: Path, reading: str
) -> None:
    add_zone(tmp_path, 0, "cpu-thermal", reading)
    assert cpu_temperature(tmp_path) is None
    add_monitor(tmp_path, 0, "cpu_thermal", 50_000)
    assert cpu_temperature(tmp_path) == 50.0


def test_where_the_kernel_tells_nothing_the_firmware_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_vcgencmd(
        tmp_path, """[ "$1" = measure_temp ] && echo "temp=48.3'C" """, monkeypatch
    )
    assert cpu_temperature(tmp_path / "sys") == 48.3


@pytest.mark.parametrize(
    "script", ["echo VCHI initialization failed", "exit 255", "echo temp=warm"]
)
def test_a_firmware_that_does_not_answer_leaves_the_temperature_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    add_vcgencmd(tmp_path, script, monkeypatch)
    assert cpu_temperature(tmp_path / "sys") is None


def test_a_firmware_that_hangs_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linkedin_engine.system.readings.FIRMWARE_SECONDS", 0.2)
    add_vcgencmd(tmp_path, "exec sleep 60", monkeypatch)
    assert cpu_temperature(tmp_path / "sys") is None


def test_work_stops_above_the_limit_and_goes_on_only_well_below_it() -> None:
    guard = HeatGuard(80.0, hysteresis=5.0)
    readings = [79.9, 80.0, 80.1, 79.0, 75.1, 75.0, 79.9, 80.1]
    allowed = [True, True, False, False, False, True, True, False]
    assert [guard.may_work(reading) for reading in readings] == allowed


def test_a_temperature_nobody_knows_changes_nothing() -> None:
    guard = HeatGuard(80.0)
    assert guard.may_work(None)
    assert not guard.may_work(85.0)
    assert not guard.may_work(None)
    assert guard.may_work(60.0)


def test_a_watch_says_how_hot_it_was_when_it_refused(tmp_path: Path) -> None:
    zone = add_zone(tmp_path, 0, "cpu-thermal", 84_000)
    watch = HeatWatch(80, sys=tmp_path)
    assert not watch.may_work()
    (zone / "temp").write_text("")
    assert not watch.may_work()
    assert "84 °C" in str(watch.refusal())
    assert "80 °C" in str(watch.refusal())
