"""One service, one ingress and one browser for each file of tests."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from engine.runs.house import NOW, alice, bruno
from engine.service.home import Home
from engine.web.ingress import ingress
from engine.web.visit import Place, a_browser
from twin.scenario import Scenario
from twin.server import running

INDOORS = str(Path(__file__).with_name("indoors.py"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """A logged in home in approval mode, with two birthdays on LinkedIn."""
    data = tmp_path_factory.mktemp("panel") / "data"
    async with AsyncExitStack() as stack:
        scenario = Scenario(people=[alice(), bruno()], now=NOW)
        twin = await stack.enter_async_context(running(scenario))
        home = Home(
            twin=twin,
            data=data,
            options={"sending_mode": "approval"},
            program=(INDOORS,),
            words=("--port", "0", "--ingress-port", "0"),
        )
        await home.start()
        stack.push_async_callback(home.end)
        await home.log_in()
        said = await home.logged("listening")
        behind = f"http://127.0.0.1:{said['ingress_port']}"
        url = await stack.enter_async_context(ingress(behind))
        browser = await stack.enter_async_context(a_browser())
        yield Place(home=home, url=url, browser=browser)
