"""One service, one ingress and one browser for each file of tests."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from engine.runs.house import NOW, alice, bruno
from engine.web.places import a_place
from engine.web.visit import READERS, Place, Visit, visiting
from twin.scenario import Scenario


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """A logged in home in approval mode, with two birthdays on LinkedIn."""
    data = tmp_path_factory.mktemp("panel") / "data"
    scenario = Scenario(people=[alice(), bruno()], now=NOW)
    async with a_place(data, scenario, {"sending_mode": "approval"}) as made:
        await made.home.log_in()
        yield made


@pytest_asyncio.fixture(loop_scope="module", params=READERS, ids=lambda each: each[0])
async def reader(place: Place, request: pytest.FixtureRequest) -> AsyncIterator[Visit]:
    """Come as a reader of English on a phone, then as one of French on a desk."""
    language, size = request.param
    async with visiting(place.browser, place.url, language=language, size=size) as come:
        yield come
