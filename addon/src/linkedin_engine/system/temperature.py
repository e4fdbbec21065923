"""The processor's temperature in degrees Celsius, and what it allows."""

from collections.abc import Iterator
from pathlib import Path
import re

from linkedin_engine.errors import TooHotError

from .readings import SYS, Firmware, ask_firmware, read_number, read_text

HYSTERESIS = 5.0

# What a sensor's name begins with, the ones nearest to the processor first. The last
# one sits somewhere on the board.
_NAMES = ("cpu", "x86-pkg-temp", "coretemp", "k10temp", "bcm2835", "soc", "acpitz")
_PLAUSIBLE = (-40.0, 150.0)


def cpu_temperature(sys: Path = SYS, ask: Firmware = ask_firmware) -> float | None:
    """Return the temperature, of several equal sensors the highest; None if unknown.

    Reads a few small files. Only where they tell nothing is the Raspberry Pi's
    firmware asked, which starts a program and may take two seconds.
    """
    readings = [
        (rank, -degrees)
        for rank, degrees in (*_thermal_zones(sys), *_monitors(sys))
        if _is_plausible(degrees)
    ]
    return -min(readings)[1] if readings else _firmware(ask)


def _thermal_zones(sys: Path) -> Iterator[tuple[int, float]]:
    for zone in (sys / "class" / "thermal").glob("thermal_zone*"):
        rank = _rank(read_text(zone / "type"))
        degrees = None if rank is None else read_number(zone / "temp")
        if rank is not None and degrees is not None:
            yield rank, degrees / 1000


def _monitors(sys: Path) -> Iterator[tuple[int, float]]:
    for monitor in (sys / "class" / "hwmon").glob("hwmon*"):
        rank = _rank(read_text(monitor / "name"))
        if rank is None:
            continue
        for sensor in monitor.glob("temp*_input"):
            degrees = read_number(sensor)
            if degrees is not None:
                yield rank, degrees / 1000


def _rank(name: str | None) -> int | None:
    said = (name or "").casefold().replace("_", "-")
    ranks = (rank for rank, begin in enumerate(_NAMES) if said.startswith(begin))
    return next(ranks, None)


def _firmware(ask: Firmware) -> float | None:
    found = re.match(r"-?\d+(\.\d+)?", ask("measure_temp") or "")
    degrees = float(found[0]) if found else None
    return degrees if degrees is not None and _is_plausible(degrees) else None


def _is_plausible(degrees: float) -> bool:
    lowest, highest = _PLAUSIBLE
    return lowest < degrees < highest


class HeatGuard:
    """Judges temperatures: too hot above the highest, cool again well below it."""

    def __init__(self, max_temperature: float, hysteresis: float = HYSTERESIS) -> None:
        """Begin cool. Both are degrees Celsius."""
        self.max_temperature = max_temperature
        self.hysteresis = hysteresis
        self.is_hot = False

    def may_work(self, temperature: float | None) -> bool:
        """Whether work may start or go on; None, not known, changes nothing."""
        if temperature is not None:
            limit = self.max_temperature - (self.hysteresis if self.is_hot else 0)
            self.is_hot = temperature > limit
        return not self.is_hot


class HeatWatch:
    """Reads the temperature when asked and remembers what the guard made of it."""

    def __init__(
        self,
        max_temperature: float,
        *,
        sys: Path = SYS,
        ask: Firmware = ask_firmware,
        look_seconds: float = 30.0,
        patience_seconds: float = 900.0,
    ) -> None:
        """Take the limit in degrees Celsius, and how to wait for the machine to cool.

        Who waits looks again after ``look_seconds``, for ``patience_seconds`` in all.
        """
        self.look_seconds = look_seconds
        self.patience_seconds = patience_seconds
        self._guard = HeatGuard(max_temperature)
        self._last: float | None = None
        self._sys = sys
        self._ask = ask

    @property
    def max_temperature(self) -> float:
        """The limit in degrees Celsius."""
        return self._guard.max_temperature

    def may_work(self) -> bool:
        """Read the temperature; whether work may start or go on. May block briefly."""
        temperature = cpu_temperature(self._sys, self._ask)
        if temperature is not None:
            self._last = temperature
        return self._guard.may_work(temperature)

    def refusal(self) -> TooHotError:
        """Return the error that tells the person how hot it was at the last look."""
        limit = self.max_temperature
        last = limit if self._last is None else self._last
        cool = "" if last > limit else f", to be left by {self._guard.hysteresis:.0f}"
        return TooHotError(
            f"The processor is too hot: {last:.0f} °C, and max_temperature is "
            f"{limit:.0f} °C{cool}. What is left stays due. Give the machine air, a "
            "heat sink or a fan."
        )
