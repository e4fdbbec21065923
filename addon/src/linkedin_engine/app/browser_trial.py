"""A process that starts the browser once, says what it is, and ends.

Playwright is imported here and not by who asks, so that its memory goes with it.
"""

import asyncio
import json
import os
import sys

from linkedin_engine.browser.launch import BrowserConfig, open_browser
from linkedin_engine.browser.sandbox import sandbox_status
from linkedin_engine.errors import BrowserCrashedError, EngineError
from linkedin_engine.settings import BrowserKind, Environment
from linkedin_engine.system.processes import set_parent_death_signal


def main() -> int:
    """Start what standard input asks for; print what it is, or what is in the way."""
    set_parent_death_signal()
    try:
        found = asyncio.run(_start(**json.load(sys.stdin)))
    except EngineError as error:
        sys.stdout.write(f"{error}\n")
        return error.exit_status
    json.dump(found, sys.stdout)
    return 0


async def _start(*, kind: str, remote_url: str, seconds: float) -> dict[str, object]:
    try:
        async with asyncio.timeout(seconds):
            user_agent = await _user_agent(kind, remote_url)
    except TimeoutError:
        raise BrowserCrashedError(
            f"The browser did not start within {seconds:.0f} seconds."
        ) from None
    # How a browser elsewhere is protected is that machine's matter.
    is_sandboxed = bool(remote_url) or sandbox_status().available
    return {"user_agent": user_agent, "is_sandboxed": is_sandboxed}


async def _user_agent(kind: str, remote_url: str) -> str:
    environment = Environment.parse(os.environ)
    config = BrowserConfig(
        base_url=environment.base_url,
        kind=BrowserKind(kind),
        executable=environment.browser,
        remote_url=remote_url,
    )
    async with open_browser(config) as session:
        # Its page answers, so renderer and sandbox work as well.
        return str(await session.guard(session.page.evaluate("navigator.userAgent")))


if __name__ == "__main__":
    sys.exit(main())
