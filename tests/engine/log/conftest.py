from collections.abc import Iterator
import logging

import pytest
import structlog

from engine.log.logged import Output
from linkedin_engine.log import configure


@pytest.fixture(autouse=True)
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()


@pytest.fixture
def output() -> Output:
    stream = Output()
    configure("info", stream=stream)
    return stream


@pytest.fixture
def debug_output() -> Output:
    stream = Output()
    configure("debug", stream=stream)
    return stream
