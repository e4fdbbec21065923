"""The examination as a whole: it always ends, and always says something."""

import threading
import time

from engine.system.conftest import Settle
from linkedin_engine.system.doctor import (
    Level,
    Surroundings,
    Texts,
    examine,
    is_healthy,
)
from linkedin_engine.system.doctor.machine import OVERCOMMIT, SWAPPINESS, TIME_ZONE
from linkedin_engine.system.doctor.probing import Finding, Probe

ENGLISH = Texts.load("en")


def test_each_check_says_what_it_found(settle: Settle) -> None:
    (check,) = examine(settle(), ENGLISH, [TIME_ZONE])
    assert (check.key, check.level, check.value) == (
        "time_zone",
        Level.OK,
        "Europe/Paris 10:30",
    )
    assert check.title == "Time zone"
    assert check.meaning
    assert (check.mend_home_assistant, check.mend_raspberry_pi_os) == (None, None)


def test_the_language_is_the_person_s(settle: Settle) -> None:
    (check,) = examine(settle(), Texts.load("fr"), [TIME_ZONE])
    assert check.title == "Fuseau horaire"


def test_a_warning_is_no_sickness_and_a_failure_is(settle: Settle) -> None:
    here = settle()
    (here.proc / "sys/vm/overcommit_memory").write_text("2")
    warned = examine(here, ENGLISH, [OVERCOMMIT, SWAPPINESS])
    assert [check.level for check in warned] == [Level.WARNING, Level.OK]
    assert is_healthy(warned)
    assert all((warned[0].mend_home_assistant, warned[0].mend_raspberry_pi_os))
    assert not is_healthy([*warned, *examine(here, ENGLISH, [broken("dns")])])


def broken(key: str) -> Probe:
    def look(_: Surroundings) -> Finding:
        raise ZeroDivisionError("nobody thought of this")

    return Probe(key, look, {})


def test_a_check_that_breaks_is_a_failure_that_says_so(settle: Settle) -> None:
    first, second = examine(settle(), ENGLISH, [broken("memory"), TIME_ZONE])
    assert first.level is Level.FAILURE
    assert first.value == "ZeroDivisionError: nobody thought of this"
    assert "error of its own" in first.meaning
    assert second.level is Level.OK


def test_a_check_that_hangs_is_given_up_and_the_others_are_made(
    settle: Settle,
) -> None:
    hanging = threading.Event()

    def look(_: Surroundings) -> Finding:
        hanging.wait(30)
        return Finding("fast")

    begun = time.monotonic()
    first, second = examine(
        settle(), ENGLISH, [Probe("dns", look, {}, seconds=0.1), TIME_ZONE]
    )
    hanging.set()
    assert time.monotonic() - begun < 5
    assert (first.level, first.value) == (Level.FAILURE, "0 s")
    assert "no answer in time" in first.meaning
    assert second.level is Level.OK
