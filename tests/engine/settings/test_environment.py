from datetime import UTC, datetime
from pathlib import Path
import sys

import pytest

from linkedin_engine.errors import BadInputError
from linkedin_engine.settings import Environment, Pace

BASE_URL = "LINKEDIN_AUTO_BASE_URL"
LOOPBACK = [
    "http://127.0.0.1:8080",
    "http://localhost:1",
    "http://[::1]:9",
    "https://127.1.2.3",
]
ELSEWHERE = [
    "https://www.linkedin.com",
    "https://twin.example",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
    "http://192.168.1.2",
    "http://0.0.0.0:8080",
]


def test_an_empty_environment_means_linkedin_at_the_human_pace() -> None:
    environment = Environment.parse({"PATH": "/bin", "LINKEDIN_AUTO_PACE": " "})

    assert environment == Environment()
    assert environment.base_url == "https://www.linkedin.com"
    assert environment.pace is Pace.HUMAN
    assert environment.browser is None
    assert environment.api_token is None
    assert environment.now is None


@pytest.mark.parametrize("url", [*LOOPBACK, *ELSEWHERE])
def test_a_base_url_loses_its_last_slash(url: str) -> None:
    assert Environment.parse({BASE_URL: f"{url}/"}).base_url == url


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:8080",
        "ftp://127.0.0.1",
        "http://",
        "http://user@127.0.0.1",
        "http://127.0.0.1@evil.example",
        "http://127.0.0.1/path",
        "http://127.0.0.1?x=1",
        "http://127.0.0.1#x",
        "http://127.0.0.1\\@evil.example",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:0",
        "http://[::1",
        "http://127.0.0.1 ,",
        "http://www.linkedin.com",
        "http://linkedin.com",
        "file:///etc/passwd",
    ],
)
def test_a_base_url_that_cannot_be_meant_is_refused_by_name(url: str) -> None:
    with pytest.raises(BadInputError, match=f"^{BASE_URL}: "):
        Environment.parse({BASE_URL: url})


@pytest.mark.parametrize("url", LOOPBACK)
def test_on_the_loopback_time_and_pace_can_be_chosen(url: str) -> None:
    environment = Environment.parse(
        {
            BASE_URL: url,
            "LINKEDIN_AUTO_PACE": "instant",
            "LINKEDIN_AUTO_NOW": "2026-11-23T10:00:00+01:00",
        }
    )

    assert environment.pace is Pace.INSTANT
    assert environment.now == datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize("url", ELSEWHERE)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LINKEDIN_AUTO_PACE", "instant"),
        ("LINKEDIN_AUTO_NOW", "2026-11-23T10:00:00+01:00"),
    ],
)
def test_anywhere_else_neither_time_nor_pace_can_be_chosen(
    name: str, value: str, url: str
) -> None:
    with pytest.raises(BadInputError, match=f"^{name}: ") as caught:
        Environment.parse({BASE_URL: url, name: value})

    assert url in str(caught.value)


def test_the_human_pace_can_be_asked_for_everywhere() -> None:
    assert Environment.parse({"LINKEDIN_AUTO_PACE": "human"}).pace is Pace.HUMAN


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-11-23T10:00:00Z", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("2026-11-23T10:00", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_utc(value: str, moment: datetime) -> None:
    environment = Environment.parse({BASE_URL: LOOPBACK[0], "LINKEDIN_AUTO_NOW": value})

    assert environment.now == moment


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LINKEDIN_AUTO_PACE", "fast"),
        ("LINKEDIN_AUTO_NOW", "tomorrow"),
        ("LINKEDIN_AUTO_NOW", "0001-01-01T00:00:00+05:00"),
        ("LINKEDIN_AUTO_BROWSER", "/nowhere/chromium"),
        ("LINKEDIN_AUTO_BROWSER", "/"),
        ("LINKEDIN_AUTO_API_TOKEN", "two words"),
        ("LINKEDIN_AUTO_API_TOKEN", "line\nbreak"),
    ],
)
def test_a_bad_variable_is_named(name: str, value: str) -> None:
    with pytest.raises(BadInputError, match=f"^{name}: "):
        Environment.parse({BASE_URL: LOOPBACK[0], name: value})


def test_a_browser_must_be_a_program(tmp_path: Path) -> None:
    plain = tmp_path / "chromium"
    plain.touch(mode=0o600)
    program = Path(sys.executable)

    found = Environment.parse({"LINKEDIN_AUTO_BROWSER": str(program)})

    assert found.browser == program
    with pytest.raises(BadInputError, match=r"^LINKEDIN_AUTO_BROWSER: "):
        Environment.parse({"LINKEDIN_AUTO_BROWSER": str(plain)})


def test_the_api_token_is_not_shown() -> None:
    environment = Environment.parse({"LINKEDIN_AUTO_API_TOKEN": "open-sesame"})

    assert environment.api_token == "open-sesame"
    assert "open-sesame" not in repr(environment)
    with pytest.raises(BadInputError) as caught:
        Environment.parse({"LINKEDIN_AUTO_API_TOKEN": "open sesame"})
    assert "sesame" not in str(caught.value)
