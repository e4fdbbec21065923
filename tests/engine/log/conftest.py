import pytest

from engine.log.logged import Output
from linkedin_engine.log import configure


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
