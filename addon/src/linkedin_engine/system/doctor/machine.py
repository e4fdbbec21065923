"""Checks of the machine: memory, the kernel's settings, heat, power, clock."""

from datetime import timedelta

from ..host import MemoryGuard, host_memory
from ..processes import leftovers, zombies
from ..readings import read_number, read_text
from ..temperature import HYSTERESIS, cpu_temperature
from ..throttling import Throttling, throttling
from .probing import Finding, Level, Probe, Surroundings

GB = 1_000_000_000

# Home Assistant, its database and a Chromium live in this together without pushing.
MEMORY_ADVISED_BYTES = 6 * GB
# The kernel's own default; above it, memory is moved out that is still in use.
SWAPPINESS_MAX = 60
# What the engine's listener asks for, as aiohttp does unless told otherwise.
CONNECTIONS_WAITING = 128
# A clock outside these years was never set.
YEARS = range(2026, 2100)

_STRICT_OVERCOMMIT = 2
_OK, _WARNING, _FAILURE = Level.OK, Level.WARNING, Level.FAILURE


def _memory(here: Surroundings) -> Finding:
    memory = host_memory(here.proc)
    value = f"{memory.total / GB:.1f} GB + {memory.swap_total / GB:.1f} GB"
    if not MemoryGuard().judge(memory).is_enough:
        return Finding("short", value)
    is_plenty = memory.total + memory.swap_total >= MEMORY_ADVISED_BYTES
    return Finding("plenty" if is_plenty else "small", value)


def _compressed_swap(here: Surroundings) -> Finding:
    if _zram(here):
        return Finding("zram", "zram")
    if _zswap(here):
        return Finding("zswap", "zswap")
    is_needed = host_memory(here.proc).total < MEMORY_ADVISED_BYTES
    return Finding("absent" if is_needed else "not_needed")


def _overcommit(here: Surroundings) -> Finding:
    mode = read_number(here.proc / "sys/vm/overcommit_memory")
    if mode is None:
        return Finding("unknown")
    return Finding("strict" if mode == _STRICT_OVERCOMMIT else "fine", str(mode))


def _swappiness(here: Surroundings) -> Finding:
    swappiness = read_number(here.proc / "sys/vm/swappiness")
    if swappiness is None:
        return Finding("unknown")
    swaps_to_disk = bool(_swaps(here)) and not (_zram(here) or _zswap(here))
    is_eager = swaps_to_disk and swappiness > SWAPPINESS_MAX
    return Finding("eager" if is_eager else "fine", str(swappiness))


def _somaxconn(here: Surroundings) -> Finding:
    connections = read_number(here.proc / "sys/net/core/somaxconn")
    if connections is None:
        return Finding("unknown")
    is_small = connections < CONNECTIONS_WAITING
    return Finding("small" if is_small else "fine", str(connections))


def _temperature(here: Surroundings) -> Finding:
    degrees = cpu_temperature(here.sys)
    if degrees is None:
        return Finding("unknown")
    value = f"{degrees:.0f} °C / {here.max_temperature:.0f} °C"
    if degrees > here.max_temperature:
        return Finding("hot", value)
    is_warm = degrees > here.max_temperature - HYSTERESIS
    return Finding("warm" if is_warm else "cool", value)


def _power(here: Surroundings) -> Finding:
    told = throttling(here.sys)
    outcomes = {
        "low": told.under_voltage,
        "throttled": told.throttled,
        "was_low": told.had_under_voltage,
        "was_throttled": told.has_throttled,
    }
    found = (outcome for outcome, is_so in outcomes.items() if is_so)
    return Finding(next(found, "unknown" if told == Throttling() else "good"))


def _clock(here: Surroundings) -> Finding:
    now = here.now()
    value = f"{now:%Y-%m-%d %H:%M} UTC"
    if now.year not in YEARS:
        return Finding("wrong", value)
    is_adrift = here.is_synchronised() is False
    return Finding("unsynchronised" if is_adrift else "right", value)


def _time_zone(here: Surroundings) -> Finding:
    local = here.now().astimezone(here.zone)
    is_utc = local.utcoffset() == timedelta() and local.tzname() == "UTC"
    is_guess = is_utc and not here.zone_is_chosen
    return Finding("utc" if is_guess else "known", f"{here.zone} {local:%H:%M}")


def _processes(here: Surroundings) -> Finding:
    del here
    left = len(leftovers()) + len(zombies())
    return Finding("some" if left else "none", str(left))


def _swaps(here: Surroundings) -> list[str]:
    lines = (read_text(here.proc / "swaps") or "").splitlines()[1:]
    return [line.split()[0] for line in lines if line.strip()]


def _zram(here: Surroundings) -> bool:
    return any("/zram" in name for name in _swaps(here))


def _zswap(here: Surroundings) -> bool:
    enabled = read_text(here.sys / "module/zswap/parameters/enabled")
    return enabled == "Y" and bool(_swaps(here))


MEMORY = Probe("memory", _memory, {"plenty": _OK, "small": _WARNING, "short": _FAILURE})
COMPRESSED_SWAP = Probe(
    "compressed_swap",
    _compressed_swap,
    {"zram": _OK, "zswap": _OK, "not_needed": _OK, "absent": _WARNING},
)
OVERCOMMIT = Probe(
    "overcommit", _overcommit, {"fine": _OK, "unknown": _OK, "strict": _WARNING}
)
SWAPPINESS = Probe(
    "swappiness", _swappiness, {"fine": _OK, "unknown": _OK, "eager": _WARNING}
)
SOMAXCONN = Probe(
    "somaxconn", _somaxconn, {"fine": _OK, "unknown": _OK, "small": _WARNING}
)
TEMPERATURE = Probe(
    "temperature",
    _temperature,
    {"cool": _OK, "unknown": _OK, "warm": _WARNING, "hot": _FAILURE},
)
POWER = Probe(
    "power",
    _power,
    {
        "good": _OK,
        "unknown": _OK,
        "was_low": _WARNING,
        "was_throttled": _WARNING,
        "throttled": _WARNING,
        "low": _FAILURE,
    },
)
CLOCK = Probe(
    "clock", _clock, {"right": _OK, "unsynchronised": _WARNING, "wrong": _FAILURE}
)
TIME_ZONE = Probe("time_zone", _time_zone, {"known": _OK, "utc": _WARNING})
PROCESSES = Probe("processes", _processes, {"none": _OK, "some": _WARNING})
