"""Playwright's driver: a node process with an environment of our choice."""

import asyncio
from collections.abc import Iterator, Mapping
import contextlib
import itertools
import os
from pathlib import Path
import shutil
from typing import Any

import playwright
from playwright.async_api import Playwright, async_playwright

from linkedin_engine.errors import BrowserCrashedError
from linkedin_engine.system.processes import OWNER_MARK, RUN_MARK, new_owner_mark

from .workspace import NODE_OPTIONS, Workspace

_NODE_PATH = "PLAYWRIGHT_NODEJS_PATH"

# Secrets of the engine, and what would turn the driver into something else.
_KEPT_FROM_DRIVER = (
    "DEBUG",
    "DEBUGP",
    "HASSIO_TOKEN",
    "LINKEDIN_AUTO_API_TOKEN",
    "NODE_OPTIONS",
    "PWDEBUG",
    "SELENIUM_REMOTE_URL",
    "SUPERVISOR_TOKEN",
)
_GIVEN_TO_BROWSER = (
    "DISPLAY",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "PATH",
    "TZ",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_RUNTIME_DIR",
)

# What Playwright says of a driver that has ended, to whoever asks: where a start was
# cut off, nobody does, and the event loop would take that for an error.
_GONE = (
    "Connection closed while reading from the driver",
    "Target page, context or browser has been closed",
)

# A Raspberry Pi needs about two seconds to start node.
_UNDO_SECONDS = 5.0

_numbers = itertools.count(1)


def next_owner_mark() -> str:
    """Return a mark for the processes of one more browser of this process."""
    return new_owner_mark(next(_numbers))


def find_node() -> Path:
    """Return the node that runs the driver; raises ``BrowserCrashedError``."""
    bundled = Path(playwright.__file__).parent / "driver" / "node"
    chosen = os.environ.get(_NODE_PATH)
    if chosen:
        return Path(chosen)
    if bundled.is_file():
        return bundled
    found = shutil.which("node")
    if found is None:
        raise BrowserCrashedError(
            "Playwright came without its Node.js. Install it again (pip install "
            "--force-reinstall playwright), or install nodejs."
        )
    return Path(found)


def marks(owner_mark: str) -> dict[str, str]:
    """Return the environment that tells whose the processes of a browser are."""
    return {
        RUN_MARK: os.environ.get(RUN_MARK, "none"),
        OWNER_MARK: owner_mark,
    }


def browser_environment(workspace: Workspace, owner_mark: str) -> dict[str, str]:
    """Return all that Chromium gets to see: no secrets, and no home to write to."""
    return {
        **{name: os.environ[name] for name in _GIVEN_TO_BROWSER if name in os.environ},
        **marks(owner_mark),
        "HOME": str(workspace.home),
        "TMPDIR": str(workspace.temporary),
    }


async def start_driver(workspace: Workspace, node: Path, owner_mark: str) -> Playwright:
    """Start node and return Playwright; the node carries the marks.

    Raises ``BrowserCrashedError`` where the node ends at once.
    """
    asyncio.get_running_loop().set_exception_handler(_handle)
    script = workspace.driver
    options = {} if script else {"NODE_OPTIONS": " ".join(NODE_OPTIONS)}
    # Playwright's node takes its environment from this process and from nowhere else.
    with _environment(
        {
            _NODE_PATH: str(script or node),
            "TMPDIR": str(workspace.temporary),
            **options,
            **marks(owner_mark),
        },
        _KEPT_FROM_DRIVER,
    ):
        starting = asyncio.create_task(async_playwright().start())
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            await _undo(starting)
            raise
        except Exception as error:
            # Playwright has no class of its own for this.
            if not str(error).startswith(_GONE):
                raise
            raise BrowserCrashedError(
                f"Playwright's Node.js ({node}) ended as soon as it was started; the "
                "log has what it said. Where a library is missing, install it: on "
                "Debian, apt install libatomic1."
            ) from error


async def _undo(starting: asyncio.Task[Playwright]) -> None:
    """Let a start that was cut off come to its end, so that its process is collected.

    One that hangs is left to whoever ends the processes with our marks.
    """
    with contextlib.suppress(Exception):
        async with asyncio.timeout(_UNDO_SECONDS):
            await (await starting).stop()


def _handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # May come at the interpreter's very end, where nothing can be logged any more.
    if not str(context.get("exception")).startswith(_GONE):
        loop.default_exception_handler(context)


@contextlib.contextmanager
def _environment(given: Mapping[str, str], kept: tuple[str, ...]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in (*given, *kept)}
    for name in kept:
        os.environ.pop(name, None)
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
