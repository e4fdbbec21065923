from dataclasses import dataclass
from datetime import UTC, date, datetime
import json
import logging
from pathlib import Path
from typing import Any, override

from hypothesis import given, settings, strategies as st
import pytest

from engine.log.logged import AJAX, LI_AT, MEMBER, SECRETS, TEXT, Output
from linkedin_engine.contract.enums import Occasion
from linkedin_engine.domain.celebrations import Celebration
from linkedin_engine.log import configure, get_logger
from linkedin_engine.log.redaction import redacted


def configured_alone(monkeypatch: pytest.MonkeyPatch) -> Output:
    """Log without pytest's own handlers, which fail on hostile arguments."""
    stream = Output()
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    configure("info", stream=stream)
    return stream


PEOPLE: list[tuple[str, object]] = [
    ("name", "Marie Durand"),
    ("first_name", "Marie"),
    ("vanity", "marie-durand"),
    ("profile_url", "https://www.linkedin.com/in/marie-durand/"),
    ("sentence", "Wish Marie a happy birthday"),
    ("url", "https://www.linkedin.com/in/marie-durand/?x=1"),
    ("url", "/login?session_redirect=%2Fin%2Fmarie-durand%2F"),
    ("member_id", MEMBER),
    ("url", f"/messaging/compose/?recipient={MEMBER}&interop=msgOverlay"),
    ("error", ValueError(f"no bubble of {MEMBER} at /in/marie-durand")),
    (
        "error",
        TimeoutError(
            "Locator.click: Timeout 30000ms exceeded.\nCall log:\n"
            '  - waiting for locator("[aria-label=\\"Message Marie\\"]")\n'
            "    - 2 \u00d7 waiting for Marie\n"
        ),
    ),
]


@pytest.mark.parametrize(
    "message",
    [
        f"to /messaging/compose/?recipient=x&body={TEXT.replace(' ', '%20')}&x=1",
        f'Call log:\n  - locator("div")\n  - fill("{TEXT}")\n',
        f"Locator.press_sequentially('{TEXT}') failed",
    ],
)
@pytest.mark.parametrize("level", ["debug", "info"])
def test_a_message_text_is_cut_out_of_addresses_and_call_logs(
    message: str, level: str, debug_output: Output
) -> None:
    log = get_logger("bots")
    log.log(
        logging.getLevelNamesMapping()[level.upper()], "x", error=RuntimeError(message)
    )

    assert "anniversaire" not in debug_output.getvalue()
    assert "RuntimeError" in debug_output.getvalue()


def _fail(cookies: str) -> None:
    local_secret = cookies.replace("li_at=", "")
    raise ValueError(f"not accepted: {cookies} for /in/marie-durand") from KeyError(
        local_secret
    )


def test_a_traceback_keeps_its_lines_but_no_secret_and_no_local_variable(
    output: Output,
) -> None:
    password = "correct horse battery staple"
    try:
        _fail(f"li_at={LI_AT}")
    except ValueError:
        get_logger("session").exception("import_failed")
        logging.getLogger("aiohttp.server").exception("request failed")

    assert len(output.events) == 2
    for event in output.events:
        assert "in _fail" in event["exception"]
        assert "ValueError: not accepted" in event["exception"]
        assert "direct cause" in event["exception"]
    logged = output.getvalue()
    assert LI_AT not in logged
    assert "marie" not in logged
    assert password not in logged


def test_a_group_of_exceptions_is_scrubbed_too(output: Output) -> None:
    group = ExceptionGroup("several", [ValueError(LI_AT), KeyError(AJAX)])

    get_logger("jobs").error("failed", exc_info=group)

    assert "several" in output.event["exception"]
    assert LI_AT not in output.getvalue()
    assert AJAX not in output.getvalue()


def test_a_card_logged_as_it_is_shows_only_what_is_no_persons(output: Output) -> None:
    card = Celebration(
        occasion=Occasion.BIRTHDAY,
        name="Marie Durand",
        first_name="Marie",
        profile_url="https://www.linkedin.com/in/marie-durand/",
        vanity="marie-durand",
        member_id=MEMBER,
        day=date(2026, 11, 23),
        sentence="Wish Marie a happy birthday",
        suggested_text=TEXT,
        already_sent=False,
    )

    get_logger("linkedin").info("card_read", card=card)

    assert output.event["card"]["occasion"] == "birthday"
    assert output.event["card"]["day"] == "2026-11-23"
    assert "marie" not in output.getvalue().lower()
    assert MEMBER not in output.getvalue()


def test_a_cookie_of_any_name_is_hidden_by_its_shape(output: Output) -> None:
    get_logger("browser").info("x", jar=[{"name": "bcookie", "value": "v=2&b1946ac9"}])

    assert "b1946ac9" not in output.getvalue()


def test_numbers_stay_under_any_key(output: Output) -> None:
    get_logger("bots").info("x", text=12, cookies=3, token=None, name=True)

    event = output.event
    assert (event["text"], event["cookies"], event["token"], event["name"]) == (
        12,
        3,
        None,
        True,
    )


class Hostile:
    """Fails whatever one asks of it."""

    @override
    def __str__(self) -> str:
        raise RuntimeError("no")

    __repr__ = __str__


class HostileError(Exception):
    """An exception that cannot say what it is."""

    @override
    def __str__(self) -> str:
        raise RuntimeError("no")


@dataclass
class Node:
    """A ring of objects."""

    next: Any = None


def test_what_json_does_not_know_does_not_end_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone = configured_alone(monkeypatch)
    ring = Node()
    ring.next = ring
    endless: list[Any] = []
    endless.append(endless)
    log = get_logger("bots")

    log.info(
        "odd",
        thing=Hostile(),
        ring=ring,
        endless=endless,
        raw=b"\xff",
        path=Path("/data"),
        kinds={Occasion.BIRTHDAY},
        infinite=float("inf"),
        type=Hostile,
        when=datetime(2026, 1, 1, tzinfo=UTC),
        half="\ud800",
        lines="a\nb\u2028c",
    )

    event = alone.event
    assert event["thing"] == "<Hostile>"
    assert event["raw"] == "<1 bytes>"
    assert event["path"] == "/data"
    assert event["kinds"] == ["birthday"]
    assert event["infinite"] == "inf"


def test_a_log_call_that_is_itself_wrong_leaves_a_line_without_its_arguments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone = configured_alone(monkeypatch)
    wrong = "%d of %d"

    logging.getLogger("aiohttp").warning(wrong, LI_AT)
    logging.getLogger("aiohttp").warning("%s", Hostile())
    get_logger("bots").warning("x", error=HostileError())

    assert [event["event"] for event in alone.events] == ["log_unreadable"] * 3
    assert LI_AT not in alone.getvalue()


def test_a_closed_stream_does_not_end_the_program(output: Output) -> None:
    output.close()

    get_logger("bots").info("unheard")


def test_a_very_long_value_is_cut(output: Output) -> None:
    get_logger("bots").info("x", page="a b " * 1_000_000, many=list(range(100_000)))

    assert len(output.getvalue()) < 20_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(JSON, st.sampled_from(SECRETS), st.text(alphabet=" ;:,=\n\t\"'", min_size=1))
@settings(max_examples=100, deadline=None)
def test_any_value_becomes_json_without_the_secret_inside(
    value: object, secret: str, around: str
) -> None:
    shown = redacted([value, f"{around}{secret}{around}"], people=True)

    assert secret not in json.dumps(shown, allow_nan=False)
