"""A site of our own on loopback, and a look at what a browser leaves behind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
import os
from pathlib import Path
import tempfile
import time

from aiohttp import web

from linkedin_engine.browser.launch import BrowserSession
from linkedin_engine.system.processes import (
    OWNER_MARK,
    PROC,
    all_processes,
    environment_of,
    marked,
    reap_adopted,
)

PLACES = (Path("/dev/shm"), Path(tempfile.gettempdir()))  # noqa: S108 - where profiles are

LIGHT_PAGE = """<!doctype html><html lang="en"><title>Light</title><body>
<img src="/picture.png"><div style="background:url(/background.png)">words</div>
<video src="/film.mp4" preload="auto" autoplay muted></video>
<main id="list">{rows}</main><div id="host"></div>
<script>
  const root = document.getElementById("host").attachShadow({{mode: "open"}});
  root.innerHTML = '<div id="box" contenteditable role="textbox"></div>';
</script></body></html>"""


@dataclass
class Site:
    """What a small site was asked for."""

    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [path for _, path in self.asked]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.host, request.path))
        if request.path == "/":
            rows = "".join(f"<p>Row <b>{number}</b></p>" for number in range(50))
            text = LIGHT_PAGE.format(rows=rows)
            return web.Response(text=text, content_type="text/html")
        if request.path == "/empty":
            return web.Response(text="<body></body>", content_type="text/html")
        return web.Response(body=b"x" * 64)


class Remains:
    """What the browsers that one process opened have left on this machine."""

    def __init__(self, owner_pid: int) -> None:
        self._owner_pid = owner_pid

    def processes(self) -> list[str]:
        mark = f"{self._owner_pid}-"
        return [
            f"{process.name} {process.state}"
            for process in all_processes().values()
            if environment_of(process.pid).get(OWNER_MARK, "").startswith(mark)
            or (process.parent == self._owner_pid and "chrom" in process.name)
        ]

    def folders(self) -> list[Path]:
        name = f"linkedin-auto-{self._owner_pid}-*"
        return [folder for place in PLACES for folder in place.glob(name)]

    def are_gone_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.05)
        return not self.processes()


def collect_orphans(seconds: float = 20.0) -> bool:
    """Collect what a plain browser leaves behind; say whether nothing of it is left.

    Opening a browser of ours makes a process the one that orphans below it come to,
    and Chromium's helpers outlive a Chromium of anybody's for a moment.
    """
    remains = Remains(os.getpid())
    deadline = time.monotonic() + seconds
    while remains.processes() and time.monotonic() < deadline:
        reap_adopted()
        time.sleep(0.05)
    return not remains.processes()


def command_line(pid: int) -> list[str]:
    """Return a process's words; Chromium's helpers have theirs in one piece."""
    return (PROC / str(pid) / "cmdline").read_text().rstrip("\0").split("\0")


def is_main(words: Sequence[str]) -> bool:
    """Whether the words start Chromium itself and none of its helpers."""
    helps = any("--type=" in word for word in words)
    return "--remote-debugging-pipe" in words and not helps


def main_command(session: BrowserSession) -> list[str]:
    lines = map(command_line, session.pids())
    return next(words for words in lines if is_main(words))


def driver_pid(session: BrowserSession) -> int:
    processes = marked(session.owner_mark)
    return next(
        each.pid for each in processes if "run-driver" in command_line(each.pid)
    )


def helper_pid(session: BrowserSession, kind: str) -> int:
    return next(
        pid for pid in session.pids() if f"--type={kind}" in " ".join(command_line(pid))
    )


def main_pid(session: BrowserSession) -> int:
    """Return Chromium's main process; where it is started by a script, not that."""
    zygote = helper_pid(session, "zygote")
    return next(
        each.parent for each in marked(session.owner_mark) if each.pid == zygote
    )
