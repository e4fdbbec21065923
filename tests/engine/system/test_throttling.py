"""What a Raspberry Pi tells about its power and its speed."""

from pathlib import Path

import pytest

from linkedin_engine.system.throttling import Throttling, throttling

FIRMWARE_FILES = {
    "Pi 4": "devices/platform/soc/soc:firmware/get_throttled",
    "Pi 5": "devices/platform/soc@107c000000:firmware/get_throttled",
}


def add_firmware_file(sys: Path, text: str, where: str = "Pi 4") -> None:
    file = sys / FIRMWARE_FILES[where]
    file.parent.mkdir(parents=True)
    file.write_text(text)


def add_alarm(sys: Path, text: str, name: str = "rpi_volt") -> None:
    monitor = sys / "class" / "hwmon" / "hwmon3"
    monitor.mkdir(parents=True)
    (monitor / "name").write_text(f"{name}\n")
    (monitor / "in0_lcrit_alarm").write_text(text)


@pytest.mark.parametrize(
    ("bits", "expected"),
    [
        ("0", (False, False, False, False)),
        ("1", (False, True, False, True)),
        ("2", (True, False, True, False)),
        ("4", (True, False, True, False)),
        ("8", (True, False, True, False)),
        ("10000", (False, False, False, True)),
        ("20000", (False, False, True, False)),
        ("80000", (False, False, True, False)),
        ("50000", (False, False, True, True)),
        ("50005", (True, True, True, True)),
    ],
)
def test_the_bits_say_what_is_and_what_has_been(
    tmp_path: Path, bits: str, expected: tuple[bool, ...]
) -> None:
    add_firmware_file(tmp_path, f"{bits}\n")
    told = throttling(tmp_path)
    assert (
        told.throttled,
        told.under_voltage,
        told.has_throttled,
        told.had_under_voltage,
    ) == expected


@pytest.mark.parametrize("where", list(FIRMWARE_FILES))
def test_the_file_is_found_on_each_model(tmp_path: Path, where: str) -> None:
    add_firmware_file(tmp_path, "1", where)
    assert throttling(tmp_path).under_voltage


def test_the_kernel_s_alarm_tells_the_voltage_and_nothing_else(tmp_path: Path) -> None:
    add_alarm(tmp_path, "1\n")
    assert throttling(tmp_path) == Throttling(under_voltage=True)


def test_an_alarm_of_another_device_is_no_news_about_the_power(
    tmp_path: Path,
) -> None:
    add_alarm(tmp_path, "1\n", name="nct6775")
    assert throttling(tmp_path) == Throttling()


def test_a_file_without_sense_gives_way_to_the_alarm(tmp_path: Path) -> None:
    add_firmware_file(tmp_path, "no bits\n")
    add_alarm(tmp_path, "0\n")
    assert throttling(tmp_path) == Throttling(under_voltage=False)


def test_the_firmware_s_program_is_asked_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "vcgencmd"
    program.write_text(
        '#!/bin/sh\n[ "$1" = get_throttled ] && echo throttled=0x50000\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    told = throttling(tmp_path / "sys")
    assert (told.under_voltage, told.had_under_voltage) == (False, True)


def test_another_machine_than_a_raspberry_pi_knows_nothing(tmp_path: Path) -> None:
    assert throttling(tmp_path) == Throttling()
