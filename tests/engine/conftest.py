"""What every test of the engine starts from."""

from collections.abc import Iterator
import logging

import pytest


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """An engine that configured logging in one test must not speak in the next."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
