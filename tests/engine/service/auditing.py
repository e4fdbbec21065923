"""What has to be true on every evening, and what must not have grown by then."""

from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
import sqlite3
from typing import Any

from engine.service.soak import DAILY_LIMIT, ZONE, Life
from linkedin_engine.session.snapshots import MAX_SNAPSHOTS
from linkedin_engine.system.processes import (
    PROC,
    all_processes,
    is_alive,
    own_tree,
    owner_of,
)

WEEK = timedelta(days=7)
BACKUPS_KEPT = 7
KEPT = {"api_token", "backups", "linkedin.db", "secret.key", "serve.lock", "snapshots"}
PASSING = {"linkedin.db-wal", "linkedin.db-shm", ".hold"}
_DOUBTFUL = {"sending", "unverified"}
_WAITING = {"drafted", "approved"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What the service takes while nothing runs; bytes and counts.

    ``memory`` is what it has alone: what it shares with other programs comes and goes
    with them.
    """

    memory: int
    handles: int
    threads: int
    processes: int
    folders: int
    database: int


async def audit(life: Life, *, may_exceed: bool = False) -> Size:
    """Compare what the engine says with what LinkedIn received; return its size.

    ``may_exceed`` says that somebody asked for more than a day's messages.
    """
    state = await life.quiet()
    wishes = await life.wishes()
    runs = (await life.ask("GET", "/runs?limit=500"))["runs"]
    _check_messages(life, wishes)
    _check_counts(life, state["counters"], wishes)
    _check_runs(life, runs, wishes)
    today = [each for each in life.home.twin.record.messages if _is_today(life, each)]
    assert may_exceed or len(today) <= DAILY_LIMIT
    errors = [each for each in life.home.log if each["level"] == "error"]
    assert errors == [], errors
    return measure(life)


def _check_messages(life: Life, wishes: list[dict[str, Any]]) -> None:
    record = life.home.twin.record
    assert record.traps == []
    assert len({each["contact_id"] for each in wishes}) == len(wishes)
    received = {each.member_id: each.text for each in record.messages}
    assert len(received) == len(record.messages), Counter(
        each.member_id for each in record.messages
    ).most_common(1)
    sent = {each["member_id"]: each["text"] for each in _of(wishes, {"sent"})}
    doubtful = {each["member_id"] for each in _of(wishes, _DOUBTFUL)}
    assert sent.items() <= received.items()
    assert received.keys() - sent.keys() <= doubtful
    by_hand = {one.person.member_id for one in life.people if one.is_wished_by_hand}
    assert not by_hand & received.keys()


def _check_counts(
    life: Life, counters: dict[str, int], wishes: list[dict[str, Any]]
) -> None:
    sent = _of(wishes, {"sent"})
    moments = [datetime.fromisoformat(each["sent_at"]) for each in sent]
    days = [moment.astimezone(ZONE).date() for moment in moments]
    assert counters["sent_total"] == len(sent)
    assert counters["sent_today"] == days.count(life.today)
    assert counters["sent_week"] == sum(moment >= life.now - WEEK for moment in moments)
    assert counters["unverified"] == len(_of(wishes, {"unverified"}))
    waiting = len(_of(wishes, _WAITING))
    failed = len(_of(wishes, {"failed"}))
    assert waiting <= counters["pending"] <= waiting + failed


def _check_runs(
    life: Life, runs: list[dict[str, Any]], wishes: list[dict[str, Any]]
) -> None:
    assert all(run["finished_at"] is not None for run in runs)
    told = sum(run["sent"] for run in runs) + life.sent_by_word
    sent = len(_of(wishes, {"sent"}))
    # A run that was killed just after it had settled an older one's message
    # cannot count that one.
    assert told == sent or (life.was_killed and told < sent)


def measure(life: Life) -> Size:
    """Look at the service from outside, as the kernel sees it."""
    process = PROC / str(life.pid)
    assert not any(is_alive(child) for child in life.children)
    _check_folder(life.home.data)
    return Size(
        memory=_own_memory(process),
        handles=len(list((process / "fd").iterdir())),
        threads=len(list((process / "task").iterdir())),
        processes=len(own_tree(life.pid)) - 1 + _browsers(life),
        folders=sum(1 for _ in _temporary(life)),
        database=(life.home.data / "linkedin.db").stat().st_size,
    )


def _browsers(life: Life) -> int:
    """Count what runs have started and left, wherever it hangs now."""
    return sum(
        owner_of(each.pid) in life.children
        for each in all_processes().values()
        if not each.is_zombie
    )


def _own_memory(process: Path) -> int:
    for line in (process / "status").read_text("utf-8").splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("the kernel does not tell about memory")


def _check_folder(data: Path) -> None:
    names = {each.name for each in data.iterdir()}
    assert names <= KEPT | PASSING
    assert len(list(data.glob("backups/*.db"))) <= BACKUPS_KEPT + 1
    # One that is being made, and one whose making was cut off, with their journals.
    assert len(list(data.glob("backups/.*"))) <= 4
    assert len(list(data.glob("snapshots/*.html"))) <= MAX_SNAPSHOTS


def check_ledger_file(data: Path, copy: Path) -> int:
    """See that the file holds what was recorded and no more; return its rows."""
    with closing(sqlite3.connect(data / "linkedin.db")) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
        assert verdict == "ok"
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("VACUUM INTO ?", (str(copy),))
        tables = ("wishes", "contacts", "runs")
        rows = sum(
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - words of this file
            for table in tables
        )
    size = (data / "linkedin.db").stat().st_size
    assert size <= 1.5 * copy.stat().st_size
    return int(rows)


def _temporary(life: Life) -> Iterable[Path]:
    owners = {str(child) for child in life.children}
    for place in (Path("/dev/shm"), Path("/tmp")):  # noqa: S108 - where profiles are
        for folder in place.glob("linkedin-auto-*"):
            if "-".join(folder.name.split("-")[2:4]) in owners:
                yield folder


def _of(wishes: list[dict[str, Any]], states: set[str]) -> list[dict[str, Any]]:
    return [each for each in wishes if each["state"] in states]


def _is_today(life: Life, message: Any) -> bool:
    return bool(message.at.astimezone(ZONE).date() == life.today)
