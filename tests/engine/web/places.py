"""A service with its panel behind ingress, and a browser before it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from engine.service.home import Home
from engine.web.ingress import ingress
from engine.web.visit import Place, a_browser
from twin.scenario import Scenario
from twin.server import running

INDOORS = str(Path(__file__).with_name("indoors.py"))


@asynccontextmanager
async def a_place(
    data: Path,
    scenario: Scenario,
    options: Mapping[str, Any],
    variables: Mapping[str, str] | None = None,
) -> AsyncIterator[Place]:
    """Start everything for one home, without a session of LinkedIn's."""
    async with AsyncExitStack() as stack:
        home = Home(
            twin=await stack.enter_async_context(running(scenario)),
            data=data,
            options=dict(options),
            program=(INDOORS,),
            words=("--port", "0", "--ingress-port", "0"),
            variables=dict(variables or {}),
        )
        await home.start()
        stack.push_async_callback(home.end)
        said = await home.logged("listening")
        behind = f"http://127.0.0.1:{said['ingress_port']}"
        url = await stack.enter_async_context(ingress(behind))
        browser = await stack.enter_async_context(a_browser())
        yield Place(home=home, url=url, browser=browser)
