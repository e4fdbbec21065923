"""The examination: every check in turn, each bounded in time, none ever raising."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
import threading
from typing import Final

from . import installation, machine, network
from .probing import Finding, Level, Probe, Surroundings
from .texts import Texts

PROBES: Final = (
    machine.MEMORY,
    machine.COMPRESSED_SWAP,
    machine.OVERCOMMIT,
    machine.SWAPPINESS,
    machine.SOMAXCONN,
    machine.TEMPERATURE,
    machine.POWER,
    machine.CLOCK,
    machine.TIME_ZONE,
    installation.DISK,
    installation.DATA_FOLDER,
    installation.SECRETS,
    installation.DATABASE,
    network.DNS,
    network.LINKEDIN,
    machine.PROCESSES,
    installation.BROWSER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What one check found, for a person. The ways to mend are None where all is well.

    ``value`` is the reading itself, the same in every language.
    """

    key: str
    level: Level
    title: str
    meaning: str
    mend_home_assistant: str | None
    mend_raspberry_pi_os: str | None
    value: str | None


def examine(
    here: Surroundings, texts: Texts, probes: Sequence[Probe] = PROBES
) -> list[Check]:
    """Make every check and return what each found. Blocks for some seconds.

    A check that breaks or takes too long is a failure that says so.
    """
    return [_made(probe, here, texts) for probe in probes]


def is_healthy(checks: Iterable[Check]) -> bool:
    """Whether no check failed; warnings do not count."""
    return all(check.level is not Level.FAILURE for check in checks)


def _made(probe: Probe, here: Surroundings, texts: Texts) -> Check:
    try:
        finding = _within(probe.seconds, lambda: probe.look(here))
    except TimeoutError:
        finding = Finding("timeout", f"{probe.seconds:.0f} s")
    except Exception as error:  # noqa: BLE001 - it is what this check has found
        finding = Finding("error", f"{type(error).__name__}: {error}")
    said = texts.outcome(probe.key, finding.outcome)
    return Check(
        key=probe.key,
        level=probe.outcomes.get(finding.outcome, Level.FAILURE),
        title=texts.title(probe.key),
        meaning=said["meaning"],
        mend_home_assistant=said.get("home_assistant"),
        mend_raspberry_pi_os=said.get("raspberry_pi_os"),
        value=finding.value,
    )


def _within[T](seconds: float, work: Callable[[], T]) -> T:
    """Return what the work returns, or raise what it raises, or ``TimeoutError``.

    A name server that does not answer cannot be interrupted; a thread that nobody
    waits for any more ends by itself and does not keep the program from ending.
    """
    future = Future[T]()

    def answer() -> None:
        try:
            future.set_result(work())
        except Exception as error:  # noqa: BLE001 - handed to who asked
            future.set_exception(error)

    threading.Thread(target=answer, name="doctor", daemon=True).start()
    return future.result(timeout=seconds)
