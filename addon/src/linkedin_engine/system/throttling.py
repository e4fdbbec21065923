"""Under-voltage and throttling, as a Raspberry Pi's firmware and kernel tell them.

The bits are those of ``vcgencmd get_throttled`` in Raspberry Pi's documentation
(computers/os.html, "get_throttled"); the alarm is the one that the kernel's driver
``raspberrypi-hwmon`` gives since Linux 4.20.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntFlag
from pathlib import Path
from typing import Self

from .readings import SYS, Firmware, ask_firmware, read_number, read_text

# The second is where a Raspberry Pi 5 has it.
_FIRMWARE_FILES = (
    "devices/platform/soc*/*firmware/get_throttled",
    "devices/platform/*firmware/get_throttled",
)


class Throttled(IntFlag):
    """What the firmware says about now, and about the time since the start."""

    UNDER_VOLTAGE = 1 << 0
    FREQUENCY_CAPPED = 1 << 1
    THROTTLED = 1 << 2
    SOFT_TEMPERATURE_LIMIT = 1 << 3
    UNDER_VOLTAGE_OCCURRED = 1 << 16
    FREQUENCY_CAPPED_OCCURRED = 1 << 17
    THROTTLED_OCCURRED = 1 << 18
    SOFT_TEMPERATURE_LIMIT_OCCURRED = 1 << 19


_SLOWED = (
    Throttled.FREQUENCY_CAPPED | Throttled.THROTTLED | Throttled.SOFT_TEMPERATURE_LIMIT
)
_SLOWED_BEFORE = (
    Throttled.FREQUENCY_CAPPED_OCCURRED
    | Throttled.THROTTLED_OCCURRED
    | Throttled.SOFT_TEMPERATURE_LIMIT_OCCURRED
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttling:
    """Whether the processor is slowed down or short of voltage; None where unknown.

    The last two say whether it has happened since the machine started.
    """

    throttled: bool | None = None
    under_voltage: bool | None = None
    has_throttled: bool | None = None
    had_under_voltage: bool | None = None

    @classmethod
    def from_bits(cls, bits: int) -> Self:
        """Read the firmware's bits."""
        return cls(
            throttled=bool(bits & _SLOWED),
            under_voltage=bool(bits & Throttled.UNDER_VOLTAGE),
            has_throttled=bool(bits & (_SLOWED | _SLOWED_BEFORE)),
            had_under_voltage=bool(
                bits & (Throttled.UNDER_VOLTAGE | Throttled.UNDER_VOLTAGE_OCCURRED)
            ),
        )


def throttling(sys: Path = SYS, ask: Firmware = ask_firmware) -> Throttling:
    """Return what is known; starts a program only where the kernel tells nothing."""
    sources: tuple[Callable[[], Throttling | None], ...] = (
        lambda: _firmware_file(sys),
        lambda: _voltage_alarm(sys),
        lambda: _from_hex(ask("get_throttled")),
    )
    found = (source() for source in sources)
    return next((each for each in found if each is not None), Throttling())


def _firmware_file(sys: Path) -> Throttling | None:
    files = (file for pattern in _FIRMWARE_FILES for file in sys.glob(pattern))
    told = (_from_hex(read_text(file)) for file in files)
    return next((each for each in told if each is not None), None)


def _voltage_alarm(sys: Path) -> Throttling | None:
    for monitor in (sys / "class" / "hwmon").glob("hwmon*"):
        if read_text(monitor / "name") == "rpi_volt":
            alarm = read_number(monitor / "in0_lcrit_alarm")
            if alarm is not None:
                return Throttling(under_voltage=bool(alarm))
    return None


def _from_hex(text: str | None) -> Throttling | None:
    try:
        return None if text is None else Throttling.from_bits(int(text, 16))
    except ValueError:
        return None
