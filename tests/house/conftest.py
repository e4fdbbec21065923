"""What the tests of the whole house share."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser
import pytest

from integration.processes import TwinProcess, playing_twin

from .frontend import a_browser
from .household import Household, a_household

# A Home Assistant starts in ten seconds, and on a busy machine in a minute.
_SECONDS = 300


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.parent == here:
            item.add_marker(pytest.mark.timeout(_SECONDS))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with a_browser() as running:
        yield running


@pytest.fixture(scope="module")
def twin() -> Iterator[TwinProcess]:
    """Return a twin for one module, with nobody in it."""
    with playing_twin() as playing:
        yield playing


@pytest.fixture(scope="session")
def _house(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Household]:
    """One for all tests: a Home Assistant takes longer to start than most of them."""
    with a_household(browser, tmp_path_factory.mktemp("house")) as household:
        yield household


@pytest.fixture
def house(_house: Household) -> Iterator[Household]:
    """Return the house with a session, and with nobody's birthday."""
    yield _house
    _house.tidy()
    assert _house.complaints() == []
