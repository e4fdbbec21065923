"""A dispatcher for each test."""

from pathlib import Path

import pytest

from engine.jobs.office import Office


@pytest.fixture
async def office(tmp_path: Path) -> Office:
    return Office(folder=tmp_path)
