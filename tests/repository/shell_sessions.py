"""Runs the blocks of one document for real, one after the other, in one shell.

The shell stands in a folder that looks like a checkout, with a file of cookies in it
and, where the document speaks to the API, a data folder that a real engine serves.
LinkedIn is the twin. Ports are other ones than in the documents, so that nobody is in
the way.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
import json
import os
from pathlib import Path
import re
import signal
import subprocess

from repository.documents import ROOT, Block

from integration.processes import (
    LI_AT,
    EngineProcess,
    free_port,
    playing_twin,
    started,
)

ENGINE_PORT, TWIN_PORT = "8099", "8123"
DATA = "linkedin-auto"
LONGEST_SECONDS = 240
_NOW = datetime.now(UTC).replace(hour=10, minute=0, second=0, microsecond=0)
_COOKIE = {"name": "li_at", "value": LI_AT, "domain": ".www.linkedin.com", "path": "/"}


@dataclass(frozen=True, slots=True)
class Ended:
    """How it went: the block at which it stood, the status, what was said."""

    at: str
    status: int
    said: str


def play(blocks: Sequence[Block], folder: Path) -> Ended:
    """Run the blocks of a document in this folder."""
    code = "\n".join(each.code for each in blocks)
    ports = {TWIN_PORT: str(free_port()), ENGINE_PORT: str(free_port())}
    _furnish(folder)
    with ExitStack() as stack:
        twin = stack.enter_context(playing_twin("demo", _NOW))
        if f":{ENGINE_PORT}" in code:
            engine = EngineProcess(
                twin, folder / DATA, now=_NOW, port=int(ports[ENGINE_PORT])
            )
            stack.enter_context(started(engine))
        script = folder / "session.sh"
        script.write_text(_script(blocks, ports), encoding="utf-8")
        return _run(script, _environment(folder, twin.url))


def _furnish(folder: Path) -> None:
    for each in ROOT.iterdir():
        if not each.name.startswith(".git"):
            (folder / each.name).symlink_to(each)
    (folder / "home").mkdir()
    # The API lets ten requests a second through; a person types slower than this.
    (folder / "home/.curlrc").write_text("retry = 5\n", encoding="utf-8")
    (folder / "cookies.json").write_text(json.dumps([_COOKIE]), encoding="utf-8")


def _script(blocks: Sequence[Block], ports: Mapping[str, str]) -> str:
    lines = ["set -euo pipefail"]
    for number, block in enumerate(blocks):
        code = block.code
        for told, real in ports.items():
            code = re.sub(rf"\b{told}\b", real, code)
        if block.language == "python":
            code = f"python - <<'PYTHON'\n{code}PYTHON"
        lines += [f"echo {number} >at", code]
    return "\n".join(lines)


def _environment(folder: Path, twin: str) -> dict[str, str]:
    known = {
        name: os.environ[name] for name in ("LANG", "TMPDIR") if name in os.environ
    }
    return {
        **known,
        "PATH": f"{ROOT}/addon/.venv/bin:{os.environ['PATH']}",
        "HOME": str(folder / "home"),
        "TZ": "UTC",
        "LINKEDIN_AUTO_BROWSER": os.environ.get("LINKEDIN_AUTO_BROWSER", ""),
        "LINKEDIN_AUTO_BASE_URL": twin,
        "LINKEDIN_AUTO_PACE": "instant",
        "LINKEDIN_AUTO_NOW": _NOW.isoformat(),
    }


def _run(script: Path, environment: dict[str, str]) -> Ended:
    folder = script.parent
    with (folder / "said").open("wb") as said:
        shell = subprocess.Popen(
            ["/bin/bash", script],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            status = shell.wait(LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            status = -signal.SIGALRM
        finally:
            # What a document starts beside, it may not have ended.
            with suppress(ProcessLookupError):
                os.killpg(shell.pid, signal.SIGKILL)
            shell.wait()
    return Ended(
        (folder / "at").read_text().strip(), status, (folder / "said").read_text()
    )
