"""Memory is counted over a whole tree, and its peak is remembered."""

import asyncio
import os
from pathlib import Path
import sys
from types import SimpleNamespace

import pytest

from linkedin_engine.system import memory
from linkedin_engine.system.memory import PeakSampler, process_pss, tree_pss

MIB = 1024 * 1024
EATER = """
import sys, time
eaten = bytearray(b"x") * (64 * 1024 * 1024)
print("full", flush=True)
sys.stdin.readline()
"""


async def start_eater() -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        EATER,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    await process.stdout.readline()
    return process


async def test_the_memory_of_a_child_counts_for_its_parent() -> None:
    alone = tree_pss(os.getpid())
    eater = await start_eater()
    together = tree_pss(os.getpid())
    assert together - alone > 60 * MIB
    assert process_pss(eater.pid) > 60 * MIB
    await eater.communicate(b"\n")


async def test_a_peak_is_remembered_after_it_has_passed() -> None:
    async with PeakSampler(os.getpid(), interval_seconds=0.05) as sampler:
        alone = tree_pss(os.getpid())
        eater = await start_eater()
        # On a busy machine the next sample may be long in coming.
        async with asyncio.timeout(60):
            while sampler.peak <= alone + 60 * MIB:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.05)
        await eater.communicate(b"\n")
    assert tree_pss(os.getpid()) < sampler.peak - 50 * MIB


async def test_nothing_is_counted_for_a_process_that_is_gone() -> None:
    eater = await start_eater()
    await eater.communicate(b"\n")
    assert process_pss(eater.pid) == 0
    assert tree_pss(eater.pid) == 0


async def test_a_sampler_survives_the_end_of_what_it_watches() -> None:
    eater = await start_eater()
    async with PeakSampler(eater.pid, interval_seconds=0.02) as sampler:
        await asyncio.sleep(0.2)
        await eater.communicate(b"\n")
        await asyncio.sleep(0.2)
    assert sampler.peak > 60 * MIB


def test_what_the_kernel_hides_is_estimated_from_unshared_pages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "42"
    folder.mkdir()
    # opening a folder to read it fails as a forbidden file does: with an OSError
    (folder / "smaps_rollup").mkdir()
    (folder / "statm").write_text("9000 500 100 1 0 300 0\n")
    monkeypatch.setattr(memory, "PROC", tmp_path)
    monkeypatch.setattr(memory, "os", SimpleNamespace(sysconf=lambda _: 4096))
    assert process_pss(42) == 400 * 4096
