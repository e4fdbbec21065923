"""A healthy machine made of small files, and programs that end with their test."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.system.programs import Started
from linkedin_engine.system.doctor import Browser, Database, Surroundings
from linkedin_engine.system.processes import kill_tree, own_tree

type Settle = Callable[..., Surroundings]

MEMINFO = "MemTotal: {} kB\nMemAvailable: {} kB\nSwapTotal: {} kB\nSwapFree: {} kB"
KIB_IN_GIB = 1024 * 1024


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text + "\n")
    return file


def write_memory(
    proc: Path,
    *,
    total: float = 4,
    available: float = 2,
    swap: float = 2,
    swap_free: float = 2,
) -> None:
    """Write what the kernel says about memory; in GiB."""
    sizes = (int(size * KIB_IN_GIB) for size in (total, available, swap, swap_free))
    write(proc / "meminfo", MEMINFO.format(*sizes))


def write_swaps(proc: Path, *names: str) -> None:
    lines = ["Filename Type Size Used Priority"]
    lines += [f"{name} partition 2097148 0 100" for name in names]
    write(proc / "swaps", "\n".join(lines))


@pytest.fixture
def settle(tmp_path: Path) -> Settle:
    """Give a function that makes healthy surroundings with some changes."""
    proc, data = tmp_path / "proc", tmp_path / "data"
    write_memory(proc)
    write_swaps(proc, "/dev/zram0")
    write(proc / "sys/vm/overcommit_memory", "0")
    write(proc / "sys/vm/swappiness", "60")
    write(proc / "sys/net/core/somaxconn", "4096")
    data.mkdir(mode=0o700)
    healthy = Surroundings(
        data_dir=data,
        secrets=(data / "secret.key", data / "api_token"),
        base_url="http://127.0.0.1:9",
        max_temperature=80,
        zone=ZoneInfo("Europe/Paris"),
        zone_is_chosen=False,
        look_at_database=lambda: Database.SOUND,
        try_browser=lambda: Browser(version="156.0"),
        now=lambda: datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
        is_synchronised=lambda: True,
        proc=proc,
        sys=tmp_path / "sys",
    )

    def change(**changes: Any) -> Surroundings:
        return replace(healthy, **changes)

    return change


@pytest.fixture
def start() -> Iterator[Started]:
    started = Started()
    yield started
    for program in started.programs:
        kill_tree(own_tree(program.pid))
        program.wait()
        assert program.stdout is not None
        program.stdout.close()
