"""Small programs with marks, for the tests that look at processes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
import os
import subprocess
import time

import pytest

from linkedin_engine.system.processes import (
    OWNER_MARK,
    RUN_MARK,
    ProcessInfo,
    new_owner_mark,
    read_process,
)

SLEEP = "exec sleep 300"
STUBBORN = "trap '' TERM; echo ready; while :; do sleep 0.05; done"
# No kernel gives out this number.
DEAD_OWNER = "4194304-1-1-" + new_owner_mark(1).rpartition("-")[2]


@dataclass
class Started:
    """Starts programs and ends them with the test."""

    programs: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __call__(self, script: str, *, mark: str = "") -> subprocess.Popen[bytes]:
        marks = {RUN_MARK: "a-run", OWNER_MARK: mark} if mark else {}
        program = subprocess.Popen(
            ["/bin/sh", "-c", script],
            env={**os.environ, **marks},
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self.programs.append(program)
        return program


def first_line(program: subprocess.Popen[bytes]) -> str:
    assert program.stdout is not None
    return program.stdout.readline().decode().strip()


def pids(found: Iterable[ProcessInfo]) -> set[int]:
    return {process.pid for process in found}


def wait_for(pid: int, state: str) -> None:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        process = read_process(pid)
        if process is not None and process.state == state:
            return
        time.sleep(0.01)
    pytest.fail(f"process {pid} never came to state {state}")
