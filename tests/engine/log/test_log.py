from datetime import date, datetime, timedelta
import json
import logging
import subprocess
import sys
import warnings

import pytest

from engine.log.logged import MEMBER, SECRETS, TEXT, Output
from linkedin_engine.log import bound_run, bound_wish, configure, get_logger
from linkedin_engine.log.redaction import member_mark

CARRIERS = [
    "{}",
    "li_at={}; lang=fr",
    'Cookie: a=b; li_at={}; JSESSIONID="x"',
    "{{'name': 'li_at', 'value': '{}'}}",
    '{{"name": "bcookie", "value": "{}"}}',
    "Authorization: Bearer {}",
    "refused:{}:again",
    "wss://browser.example/?token={}&x=1",
]


def test_an_event_is_one_line_of_json_with_time_level_room_and_facts(
    output: Output,
) -> None:
    get_logger("bots").info("wish_sent", days_late=2, day=date(2026, 11, 23))

    assert output.getvalue().count("\n") == 1
    event = output.event
    assert datetime.fromisoformat(event.pop("timestamp")).utcoffset() == timedelta(0)
    assert event == {
        "level": "info",
        "room": "bots",
        "event": "wish_sent",
        "days_late": 2,
        "day": "2026-11-23",
    }


def test_run_and_wish_ids_are_on_every_event_of_their_block(output: Output) -> None:
    log = get_logger("jobs")
    with bound_run("r1"):
        log.info("a")
        with bound_wish(7):
            log.info("b")
            logging.getLogger("aiohttp.server").warning("c")
        log.info("d")
    log.info("e")

    ids = [(event.get("run_id"), event.get("wish_id")) for event in output.events]
    assert ids == [("r1", None), ("r1", 7), ("r1", 7), ("r1", None), (None, None)]


def test_events_below_the_level_are_left_out(output: Output) -> None:
    get_logger("bots").debug("hidden")
    logging.getLogger("playwright").debug("hidden")
    get_logger("bots").warning("seen")

    assert [event["event"] for event in output.events] == ["seen"]


def test_configuring_again_replaces_the_first_output(output: Output) -> None:
    second = Output()
    configure("error", stream=second)

    get_logger("bots").error("once")
    get_logger("bots").warning("never")

    assert output.getvalue() == ""
    assert second.event["event"] == "once"


def test_a_logger_made_before_configuring_logs_after_it() -> None:
    code = (
        "from linkedin_engine.log import configure, get_logger\n"
        "log = get_logger('bots')\n"
        "log.info('too_early')\n"
        "configure('info')\n"
        "log.info('in_time')\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout == ""
    assert [json.loads(line)["event"] for line in done.stderr.splitlines()] == [
        "in_time"
    ]


def test_the_standard_librarys_loggers_and_warnings_come_the_same_way(
    output: Output,
) -> None:
    logging.getLogger("aiohttp.access").info("GET %s", "/health")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn("old thing", stacklevel=1)

    first, second = output.events
    assert (first["room"], first["event"]) == ("aiohttp.access", "GET /health")
    assert second["level"] == "warning"
    assert "old thing" in second["event"]


@pytest.mark.parametrize("level", ["debug", "info", "error"])
@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("secret", SECRETS, ids=["li_at", "ajax", "key", "fernet"])
def test_a_secret_never_appears_wherever_it_stands(
    secret: str, carrier: str, level: str, debug_output: Output
) -> None:
    text = carrier.format(secret)
    log = get_logger("session")
    log.log(logging.getLevelNamesMapping()[level.upper()], text, detail=text)
    log.log(
        logging.getLevelNamesMapping()[level.upper()],
        "nested",
        a=[{"b": (text, {text: text})}],
        error=ValueError(text),
    )
    logging.getLogger("aiohttp").log(
        logging.getLevelNamesMapping()[level.upper()], "said %s", text
    )

    assert len(debug_output.events) == 3
    assert secret not in debug_output.getvalue()


@pytest.mark.parametrize("level", ["debug", "info"])
@pytest.mark.parametrize(
    "key",
    [
        "cookie",
        "cookies",
        "li_at",
        "token",
        "api_token",
        "password",
        "Authorization",
        "secret",
        "text",
        "body",
        "suggested_text",
        "draft",
        "draft_text",
    ],
)
def test_a_key_of_secrets_or_texts_is_hidden_at_every_level(
    key: str, level: str, debug_output: Output
) -> None:
    log = get_logger("bots")
    log.log(logging.getLevelNamesMapping()[level.upper()], "x", **{key: TEXT})
    log.log(
        logging.getLevelNamesMapping()[level.upper()],
        "x",
        deep=[{key: [TEXT, {"a": TEXT}]}],
    )

    assert len(debug_output.events) == 2
    assert "Marie" not in debug_output.getvalue()


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


@pytest.mark.parametrize(("key", "value"), PEOPLE)
def test_people_are_not_named_above_debug(
    key: str, value: object, debug_output: Output
) -> None:
    get_logger("bots").info("x", **{key: value})
    get_logger("bots").warning("x", deep={"a": [{key: value}]})

    assert len(debug_output.events) == 2
    logged = debug_output.getvalue().lower()
    assert "marie" not in logged
    assert MEMBER.lower() not in logged


@pytest.mark.parametrize(
    ("key", "value"), [entry for entry in PEOPLE if isinstance(entry[1], str)]
)
def test_debug_may_name_people(key: str, value: str, debug_output: Output) -> None:
    get_logger("bots").debug("x", **{key: value})

    assert debug_output.event[key] == value


def test_one_member_has_the_same_mark_everywhere(output: Output) -> None:
    log = get_logger("bots")
    log.info("x", member_id=MEMBER)
    log.info("y", url=f"/messaging/compose/?recipient={MEMBER}")
    log.info("z", member_id=MEMBER[:-1] + "2")

    first, second, third = output.events
    assert first["member_id"] == member_mark(MEMBER)
    assert second["url"].endswith(f"recipient={member_mark(MEMBER)}")
    assert third["member_id"] != first["member_id"]
