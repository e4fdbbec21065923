"""What a child says on standard error becomes part of this process's log."""

import asyncio
import io
import json
import sys
import time
from typing import Any

import pytest

from linkedin_engine.jobs.relay import BURST_LINES, LONGEST_LINE_BYTES, relayed_log
from linkedin_engine.log import configure

SAYS = """
import json, os, signal, sys
def say(**event):
    print(json.dumps(event), file=sys.stderr, flush=True)
"""


@pytest.fixture
def log() -> io.StringIO:
    stream = io.StringIO()
    configure("info", stream=stream)
    return stream


async def _child(code: str, *, busy_seconds: float = 0.0) -> int:
    async with relayed_log() as stderr:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", SAYS + code, stderr=stderr
        )
        time.sleep(busy_seconds)  # noqa: ASYNC251 - this process is busy with others
        return await process.wait()


def _lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


async def test_an_event_of_the_child_keeps_its_level_its_room_and_its_facts(
    log: io.StringIO,
) -> None:
    await _child(
        "say(level='warning', room='bots', event='slow', run_id='r1', seconds=3)\n"
        "say(level='debug', room='bots', event='too_quiet')"
    )
    (line,) = _lines(log)
    assert {key: line[key] for key in ("level", "room", "event", "run_id")} == {
        "level": "warning",
        "room": "bots",
        "event": "slow",
        "run_id": "r1",
    }
    assert line["seconds"] == 3


async def test_names_texts_and_secrets_are_hidden_again(log: io.StringIO) -> None:
    await _child(
        "say(level='info', event='a', name='Alice Martin', text='Dear Alice')\n"
        "print('li_at=AQEDAT0123456789abcdef0123', file=sys.stderr)"
    )
    assert "Alice" not in log.getvalue()
    assert "AQEDAT0123" not in log.getvalue()
    assert [each["event"] for each in _lines(log)] == ["a", "child_said"]


async def test_the_last_words_of_a_killed_child_are_logged(log: io.StringIO) -> None:
    status = await _child(
        "say(level='info', event='last')\n"
        "sys.stderr.write('half a line'); sys.stderr.flush()\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert status == -9
    assert [each.get("line", each["event"]) for each in _lines(log)] == [
        "last",
        "half a line",
    ]


async def test_a_talkative_child_is_neither_kept_waiting_nor_heard_out(
    log: io.StringIO,
) -> None:
    said = 3 * BURST_LINES
    status = await _child(
        f"for number in range({said}): say(level='info', event='again', n=number)",
        busy_seconds=0.2,
    )
    lines = _lines(log)
    left_out = sum(each.get("count", 0) for each in lines)
    heard = sum(each["event"] == "again" for each in lines)
    assert status == 0
    assert heard + left_out == said
    assert BURST_LINES <= heard < 2 * BURST_LINES


async def test_an_endless_line_is_cut(log: io.StringIO) -> None:
    await _child(
        f"sys.stderr.write('x' * {4 * LONGEST_LINE_BYTES} + chr(10))\n"
        "say(level='info', event='after')"
    )
    cut, after = _lines(log)
    assert len(cut["line"]) < LONGEST_LINE_BYTES
    assert after["event"] == "after"
