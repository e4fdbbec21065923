"""What the machine has, and whether a run fits into it."""

from pathlib import Path
import shutil
import time

import pytest

from linkedin_engine.system.host import (
    MIB,
    HostMemory,
    MemoryGuard,
    clock_is_synchronised,
    disk_free,
    host_memory,
    uptime,
)


def memory(available: int, swap_free: int = 0) -> HostMemory:
    return HostMemory(
        total=4096 * MIB,
        available=available * MIB,
        swap_total=2048 * MIB,
        swap_free=swap_free * MIB,
    )


def test_memory_is_read_in_bytes(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text(
        "MemTotal:        3882344 kB\nMemFree:          120000 kB\n"
        "MemAvailable:    1048576 kB\nHugePages_Total:       0\n"
        "SwapTotal:       1281172 kB\nSwapFree:         655360 kB\n"
    )
    assert host_memory(tmp_path) == HostMemory(
        total=3882344 * 1024,
        available=1024 * MIB,
        swap_total=1281172 * 1024,
        swap_free=640 * MIB,
    )


def test_this_machine_has_memory_and_not_more_than_all_of_it_is_free() -> None:
    here = host_memory()
    assert 0 < here.available <= here.total
    assert 0 <= here.swap_free <= here.swap_total


@pytest.mark.parametrize(
    ("available", "swap_free", "is_enough"),
    [(600, 0, True), (599, 0, False), (300, 300, True), (300, 299, False)],
)
def test_a_run_needs_600_mib_swap_included(
    available: int, swap_free: int, *, is_enough: bool
) -> None:
    verdict = MemoryGuard().judge(memory(available, swap_free))
    assert verdict.is_enough is is_enough
    assert (verdict.reason is None) is is_enough


def test_a_refusal_says_how_much_is_missing() -> None:
    verdict = MemoryGuard(needed=800 * MIB).judge(memory(200, 100))
    assert "800 MiB" in str(verdict.reason)
    assert "300 MiB" in str(verdict.reason)


def test_the_disk_of_a_folder_that_is_not_there_yet_is_its_parent_s(
    tmp_path: Path,
) -> None:
    free = disk_free(tmp_path / "not" / "yet" / "made")
    assert free == pytest.approx(shutil.disk_usage(tmp_path).free, rel=0.05)


def test_the_time_since_the_start_passes() -> None:
    before = uptime()
    time.sleep(0.01)
    assert before < uptime() < before + 60


def test_the_kernel_is_asked_about_its_clock_without_changing_it() -> None:
    before = time.time()
    assert clock_is_synchronised() in {True, False, None}
    assert abs(time.time() - before) < 5
