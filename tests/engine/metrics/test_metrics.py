"""The numbers for Prometheus: complete, parseable, and named as it wants them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
import re
import subprocess
import sys
from typing import Any

from prometheus_client import REGISTRY
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families
import pytest

from linkedin_engine.contract.enums import (
    BotName,
    ProblemCode,
    RunOrigin,
    RunReason,
    RunState,
    SendingMode,
    WishState,
)
from linkedin_engine.contract.state import (
    Counters,
    EngineState,
    Problem,
    RunSummary,
    SessionInfo,
    SystemInfo,
)
from linkedin_engine.metrics import CONTENT_TYPE, Figures, RunCount, render

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

SYSTEM = SystemInfo(
    engine_memory=55_000_000,
    browser_memory=0,
    host_memory_total=4_000_000_000,
    host_memory_available=2_500_000_000,
    cpu_temperature=48.5,
    throttled=False,
    under_voltage=None,
    zombie_processes=0,
    browser_processes=0,
    database_size=120_000,
    wal_size=4096,
    disk_free=9_000_000_000,
)
RUN = RunSummary(
    run_id="0123456789abcdef",
    bot=BotName.BIRTHDAY,
    mode=SendingMode.AUTOMATIC,
    origin=RunOrigin.SCHEDULE,
    dry_run=False,
    max_messages=None,
    state=RunState.FINISHED,
    reason=None,
    message=None,
    found=3,
    sent=2,
    skipped=1,
    failed=0,
    unverified=0,
    pending=0,
    requested_at=NOW,
    started_at=NOW,
    finished_at=NOW + timedelta(seconds=90.5),
)
STATE = EngineState(
    schema_version=1,
    min_supported_schema_version=1,
    engine_version="0.1.0",
    instance_id="home",
    sending_mode=SendingMode.AUTOMATIC,
    schedule_enabled=True,
    hours_start="07:00",
    hours_end="19:00",
    daily_limit=15,
    weekly_limit=100,
    max_days_late=10,
    session=SessionInfo(
        present=True, source="cookie", saved_at=NOW, expires_at=None, usable=True
    ),
    counters=Counters(
        sent_today=2,
        sent_week=9,
        sent_total=412,
        birthdays_today=3,
        pending=4,
        unverified=1,
        daily_allowance=13,
        weekly_allowance=91,
    ),
    system=SYSTEM,
    run=None,
    last_run=RUN,
    next_run=None,
    paused_until=None,
    waits_for_person=None,
    problems=(Problem(code=ProblemCode.UNVERIFIED_WISHES, since=NOW, count=1),),
)
FIGURES = Figures(
    state=STATE,
    wishes={WishState.SENT: 412, WishState.DRAFTED: 4},
    runs=(
        RunCount(bot=BotName.BIRTHDAY, state=RunState.FINISHED, reason=None, count=30),
        RunCount(
            bot=BotName.UNLIMITED,
            state=RunState.FAILED,
            reason=RunReason.NETWORK,
            count=2,
        ),
    ),
)


def families(figures: Figures = FIGURES) -> dict[str, Metric]:
    text = render(figures).decode()
    return {each.name: each for each in text_string_to_metric_families(text)}


def value(found: dict[str, Metric], family: str, **labels: Any) -> float | None:
    samples = found[f"linkedin_auto_{family}"].samples
    wanted = {name: str(label) for name, label in labels.items()}
    return next((each.value for each in samples if each.labels == wanted), None)


def test_what_the_engine_knows_is_told() -> None:
    found = families()
    assert value(found, "wishes", state="sent") == 412
    assert value(found, "wishes", state="failed") == 0
    assert value(found, "runs", bot="birthday", state="finished", reason="none") == 30
    assert value(found, "runs", bot="unlimited", state="failed", reason="network") == 2
    assert value(found, "allowance_left", period="week") == 91
    assert value(found, "last_run_duration_seconds") == 90.5
    assert value(found, "memory_bytes", part="engine") == 55_000_000
    assert value(found, "cpu_temperature_celsius") == 48.5
    assert value(found, "problem", code="unverified_wishes") == 1
    assert value(found, "problem", code="too_hot") == 0
    assert value(found, "build_info", version="0.1.0") == 1


def test_a_number_that_nobody_knows_is_left_out_and_not_nought() -> None:
    nobody = replace(SYSTEM, cpu_temperature=None, throttled=None)
    found = families(replace(FIGURES, state=replace(STATE, system=nobody)))
    assert value(found, "cpu_throttled") is None
    assert value(found, "cpu_temperature_celsius") is None
    assert value(found, "under_voltage") is None
    assert value(families(), "cpu_throttled") == 0
    assert value(found, "next_run_timestamp_seconds") is None


def test_a_run_under_way_has_no_duration_yet() -> None:
    running = replace(RUN, state=RunState.RUNNING, finished_at=None)
    found = families(
        replace(FIGURES, state=replace(STATE, run=running, last_run=running))
    )
    assert value(found, "run_active") == 1
    assert value(found, "last_run_duration_seconds") is None


def test_names_follow_the_conventions() -> None:
    """The rules of ``promtool check metrics``, which is no Python program."""
    for name, family in families().items():
        assert re.fullmatch(r"(linkedin_auto|process)_[a-z]+(_[a-z]+)*", name)
        assert family.documentation.endswith(".")
        assert not re.search(r"_(kib|mib|mb|ms|minutes|hours|percent)(_|$)", name)
        assert not re.search(r"gauge|counter|(^|_)metric", name)
        for sample in family.samples:
            assert sample.name.endswith("_total") == (family.type == "counter")
            assert all(re.fullmatch(r"[a-z]+", label) for label in sample.labels)


def test_processor_time_never_falls() -> None:
    first, second = families(), families()
    before, after = (
        each["process_cpu_seconds"].samples[0].value for each in (first, second)
    )
    assert 0 < before <= after


def test_nothing_of_the_library_s_own_is_told() -> None:
    text = render(FIGURES).decode()
    assert "python_gc" not in text
    assert "# HELP linkedin_auto_wishes Wishes in the ledger.\n" in text
    own = {each.name for each in families().values()} - {"process_cpu_seconds"}
    assert own.isdisjoint(each.name for each in REGISTRY.collect())


def test_the_format_that_is_announced_is_the_library_s() -> None:
    assert CONTENT_TYPE == CONTENT_TYPE_PLAIN_0_0_4


@pytest.mark.parametrize("asked", [False, True])
def test_the_library_is_read_when_somebody_asks(*, asked: bool) -> None:
    program = (
        "import sys, linkedin_engine.metrics as m\n"
        f"if {asked}:\n"
        "    import linkedin_engine.metrics.exposition\n"
        "print('prometheus_client' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == str(asked)
