from pathlib import Path
import subprocess
import sys

import pytest

from linkedin_engine.errors import BusyError
from linkedin_engine.jobs.lock import run_lock

HOLD = """
import pathlib, sys
from linkedin_engine.jobs.lock import run_lock
with run_lock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_is_told_that_the_engine_is_busy(tmp_path: Path) -> None:
    with run_lock(tmp_path), pytest.raises(BusyError), run_lock(tmp_path):
        pass


def test_the_lock_leaves_no_file_and_can_be_taken_again(tmp_path: Path) -> None:
    with run_lock(tmp_path):
        assert list(tmp_path.iterdir()) == []
    with run_lock(tmp_path):
        pass


def test_a_killed_holder_lets_go(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(BusyError), run_lock(tmp_path):
            pass
        holder.kill()
    with run_lock(tmp_path):
        pass
