"""What every test of the engine starts from, and what no test file leaves behind."""

from collections.abc import Iterator
import logging
import os
import time

import pytest
import structlog

from linkedin_engine.system.processes import (
    all_processes,
    reap_adopted,
    set_child_subreaper,
)

ORPHANS_SECONDS = 20.0


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """An engine that configured logging in one test must not speak in the next."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()


@pytest.fixture(autouse=True, scope="module")
def orphans_collected() -> Iterator[None]:
    """Chromium's helpers outlive it, and must not be found by the next test file.

    They come to this process once a test has opened a browser of the engine's in it,
    since that makes it the one that orphans below it come to.
    """
    yield
    deadline = time.monotonic() + ORPHANS_SECONDS
    while _has_orphans() and time.monotonic() < deadline:
        reap_adopted()
        time.sleep(0.05)
    set_child_subreaper(is_one=False)


def _has_orphans() -> bool:
    """Say whether a Chromium, ended or ending, is a child that was adopted."""
    me, session = os.getpid(), os.getsid(0)
    return any(
        each.parent == me and each.session != session and "chrom" in each.name
        for each in all_processes().values()
    )
