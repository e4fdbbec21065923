"""Who may speak to the whole service, and what the others hear."""

from collections.abc import AsyncIterator
import os
from pathlib import Path
import signal
import stat
from typing import Any

from aiohttp import ClientSession
import pytest

from engine.runs.house import alice
from engine.service.conftest import MoveIn
from engine.service.home import Home, started
from linkedin_engine.system.processes import all_processes
from twin.scenario import Scenario
from twin.server import running

STATE = "/api/v1/state"
RUNS = "/api/v1/runs"
GIVEN = "LINKEDIN_AUTO_API_TOKEN"
ONE = "the-first-token-of-this-house"
TWO = "the-second-token-of-this-house"
ASKED: tuple[tuple[str, str, Any], ...] = (
    ("GET", STATE, None),
    ("POST", RUNS, {"bot": "birthday"}),
    ("PUT", "/api/v1/settings", {"daily_limit": 7}),
    ("DELETE", "/api/v1/session", None),
    ("GET", "/api/v1/events", None),
)
FORGED = {
    "X-Forwarded-For": "172.30.32.2",
    "X-Real-IP": "172.30.32.2",
    "Forwarded": "for=172.30.32.2",
    "X-Ingress-Path": "/api/hassio_ingress/abc",
    "X-Remote-User-Id": "0123456789abcdef",
    "X-Remote-User-Name": "somebody",
    "Host": "172.30.32.2",
}


@pytest.fixture
async def stranger() -> AsyncIterator[ClientSession]:
    """Somebody with no token of their own."""
    async with ClientSession() as session:
        yield session


async def _status(
    stranger: ClientSession, url: str, token: str | None = None, **headers: str
) -> int:
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    async with stranger.get(url, headers=headers) as reply:
        await reply.read()
        return reply.status


async def test_only_the_token_of_now_opens_and_an_old_one_is_worth_nothing(
    tmp_path: Path, stranger: ClientSession
) -> None:
    async with running(Scenario()) as twin:
        home = Home(twin=twin, data=tmp_path / "data", variables={GIVEN: ONE})
        async with started(home):
            url = home.url + STATE
            assert await _status(stranger, url, ONE) == 200
            for wrong in (None, "", ONE[:-1], f"{ONE}x", ONE.upper(), TWO):
                assert await _status(stranger, url, wrong) == 401
            assert await _status(stranger, f"{url}?token={ONE}") == 401
            assert await _status(stranger, f"{home.url}/api/v1/events") == 401
            assert await _status(stranger, f"{home.url}/metrics") == 401
            await home.end()
            home.variables = {GIVEN: TWO}
            await home.start()
            url = home.url + STATE
            assert await _status(stranger, url, ONE) == 401
            assert await _status(stranger, url, TWO) == 200
            assert not (home.data / "api_token").exists()
            await home.end()
            home.variables = {}
            await home.start()
            url = home.url + STATE
            file = home.data / "api_token"
            made = file.read_text(encoding="ascii").strip()
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            assert await _status(stranger, url, made) == 200
            for old in (ONE, TWO):
                assert await _status(stranger, url, old) == 401
            await home.end()
            said = str(home.log)
    assert made not in said
    assert TWO not in said


async def test_the_panel_is_for_the_supervisor_whatever_others_say_they_are(
    tmp_path: Path, stranger: ClientSession
) -> None:
    words = ("--port", "0", "--ingress-port", "0")
    async with running(Scenario()) as twin:
        home = Home(twin=twin, data=tmp_path / "data", words=words)
        async with started(home):
            said = await home.logged("listening")
            panel = f"http://127.0.0.1:{said['ingress_port']}"
            token = (home.data / "api_token").read_text(encoding="ascii").strip()
            for path in ("/", STATE, "/api/v1/session", "/api/v1/events", "/metrics"):
                assert await _status(stranger, panel + path) == 403
                assert await _status(stranger, panel + path, **FORGED) == 403
                assert await _status(stranger, panel + path, token, **FORGED) == 403
            assert await _status(stranger, home.url + STATE, **FORGED) == 401


async def test_while_a_run_ends_everybody_hears_that_the_engine_is_stopping(
    move_in: MoveIn, stranger: ClientSession
) -> None:
    home = await move_in(Scenario(people=[alice()], latency_ms=100))
    assert home.process is not None
    await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
    await home.until(lambda state: state["run"] and state["run"]["step"] == "opening")
    (run,) = _children(home.process.pid)
    # Its end would come at any moment; nobody knows how long it takes on a Pi.
    os.kill(run, signal.SIGSTOP)
    try:
        home.process.send_signal(signal.SIGTERM)
        await home.logged("stopping")
        for method, path, body in ASKED:
            reply = await home.ask(method, path, body, status=503)
            assert reply["error"]["code"] == "unavailable"
        assert await _status(stranger, home.url + STATE) == 401
        health = await home.ask("GET", "/health", status=503)
        assert health["status"] == "stopping"
    finally:
        os.kill(run, signal.SIGCONT)
    pid = home.process.pid
    assert await home.end() == 0
    assert home.received() in ([], ["Alice Martin"])
    assert _children(pid) == []


def _children(pid: int) -> list[int]:
    return [each.pid for each in all_processes().values() if each.parent == pid]
