"""A crowd listens and asks while a run is under way, and the run goes its way."""

import asyncio
import itertools
from pathlib import Path
import socket
from typing import Any

import pytest

from engine.runs.house import NOW, alice, bruno
from engine.service.crowd import Crowd, deaf_listener, heard_until
from engine.service.filling import fill
from engine.service.inside import TOKEN, log_in, serving_inside, variables_for
from linkedin_engine.api import events
from linkedin_engine.contract.requests import WishPatch
from twin.scenario import Person, Scenario
from twin.server import running

LISTENERS = 200
LONG = "Bonne fête ! " * 70


async def test_a_run_goes_its_way_with_two_hundred_listeners_and_a_flood_of_requests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [alice(), bruno(), Person(name="Carla Rossi")]
    async with running(Scenario(now=NOW, people=people)) as twin:
        for name, value in variables_for(twin).items():
            monkeypatch.setenv(name, value)
        async with (
            serving_inside(tmp_path) as home,
            Crowd.at(home.url, TOKEN) as crowd,
        ):
            await log_in(home, twin)
            streams = await crowd.listeners(LISTENERS)
            hearing = [
                asyncio.create_task(heard_until(stream, "run")) for stream in streams
            ]
            flood = asyncio.create_task(crowd.flood(50, clients=4))
            asked = await home.ask("POST", "/runs", {"bot": "birthday"})
            heard = await asyncio.gather(*hearing)
            flood.cancel()
            await asyncio.gather(flood, return_exceptions=True)
            await asyncio.gather(*(stream.close() for stream in streams))
            state = await home.service.state()
    report = heard[0][-1]["report"]
    assert report["run_id"] == asked["run_id"]
    assert (report["state"], report["sent"]) == ("finished", 3)
    assert state.counters.sent_total == len(twin.record.messages) == 3
    steps = [each["progress"]["step"] for each in heard[0] if "progress" in each]
    assert steps[0] == "started"
    assert steps.count("sending") == 3
    told = [each[_first_step(each) :] for each in heard]
    assert all(each == told[0] for each in told)
    # Four addresses may ask forty times a second; who asks more often is told so.
    assert set(crowd.statuses) == {200, 429}
    assert crowd.statuses[200] >= 40


async def test_a_listener_that_does_not_read_is_let_go_and_the_others_hear_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "SEND_SECONDS", 0.3)
    monkeypatch.setattr(events, "CLOSE_SECONDS", 20)
    async with serving_inside(tmp_path) as home, Crowd.at(home.url, TOKEN) as crowd:
        fill(tmp_path / "data", people=1)
        listening = home.service.bus._subscriptions
        (stream,) = await crowd.listeners(1)

        async def edit(text: str) -> None:
            await home.service.wishes.change(1, WishPatch(text=text))
            assert (await heard_until(stream, "wish"))[-1]["wish"]["text"] == text

        with deaf_listener(home.port, TOKEN) as deaf:
            edits = itertools.count()
            async with asyncio.timeout(60):
                while len(listening) < 2:
                    await edit("before it listens")
                while len(listening) == 2:
                    await edit(f"{next(edits)} {LONG}".strip())
            deaf.settimeout(20)
            await asyncio.to_thread(_read_until, deaf, b"too slow: events were lost")
        await edit("afterwards")


def _first_step(heard: list[dict[str, Any]]) -> int:
    return next(n for n, event in enumerate(heard) if event["type"] == "progress")


def _read_until(client: socket.socket, last: bytes) -> None:
    heard = b""
    while last not in heard:
        piece = client.recv(65536)
        assert piece, "the connection ended without a word"
        heard = heard[-len(last) :] + piece
