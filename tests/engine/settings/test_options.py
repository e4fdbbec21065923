from datetime import time
import json
import logging
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings as hypothesis_settings, strategies as st
import pytest

from linkedin_engine.contract.enums import SendingMode
from linkedin_engine.errors import BadInputError
from linkedin_engine.settings import (
    BrowserKind,
    LogLevel,
    Options,
    Weekday,
    load_options,
)
from linkedin_engine.settings.options import LARGEST_FILE_BYTES, RULES
from linkedin_engine.settings.rules import Whole
from linkedin_engine.settings.zones import system_zone

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

# The page "Options" of the contract, in the words of the wire.
DEFAULTS: dict[str, object] = {
    "sending_mode": "approval",
    "language": "auto",
    "timezone": "auto",
    "hours_start": "07:00",
    "hours_end": "19:00",
    "days": WEEK,
    "daily_limit": 15,
    "weekly_limit": 100,
    "per_run_limit": 15,
    "max_days_late": 10,
    "delay_min_seconds": 90,
    "delay_max_seconds": 180,
    "schedule_enabled": True,
    "birthday_time_jitter_minutes": 60,
    "max_temperature": 80,
    "log_level": "info",
    "remote_browser_url": "",
    "browser": "headless_shell",
}

GOOD: dict[str, list[object]] = {
    "sending_mode": ["preview", "approval", "automatic"],
    "language": ["auto", "en", "fr", "zh"],
    "timezone": ["auto", "UTC", "Europe/Paris", "America/Argentina/Buenos_Aires"],
    "hours_start": ["00:00", "07:30", "18:59"],
    "hours_end": ["07:01", "12:00", "23:59"],
    "days": [["mon"], ["sat", "sun"], WEEK],
    "daily_limit": [1, 100],
    "weekly_limit": [1, 500],
    "per_run_limit": [1, 100],
    "max_days_late": [0, 365],
    "delay_min_seconds": [1, 180],
    "delay_max_seconds": [90, 3600],
    "schedule_enabled": [True, False],
    "birthday_time_jitter_minutes": [0, 720],
    "max_temperature": [40, 110],
    "log_level": ["debug", "info", "warning", "error"],
    "remote_browser_url": ["", "ws://192.168.1.20:3000?token=x", "https://b.example/"],
    "browser": ["headless_shell", "full"],
}

NO_WORD: list[object] = ["", "APPROVAL", 1, True, None, [], {}]
NO_TIME: list[object] = ["7:00", "07:00:00", "24:00", "12:60", "noon", 700, None, 7.5]
NO_NUMBER: list[object] = ["15", 15.0, 1.5, True, False, None, [15], float("nan"), -1]

BAD: dict[str, list[object]] = {
    "sending_mode": [*NO_WORD, "send"],
    "language": ["", "xx", "klingon", "EN", "french", "e", 1, None, ["en"]],
    "timezone": ["", "Mars/Base", "Europe", "../etc/passwd", "/etc", 1, None, "a\0b"],
    "hours_start": [*NO_TIME, "19:00", "23:00"],
    "hours_end": [*NO_TIME, "07:00", "00:00"],
    "days": [[], ["monday"], ["mon", 1], "mon", {"mon": True}, None, [["mon"]], True],
    "daily_limit": [*NO_NUMBER, 0, 101, 10**30],
    "weekly_limit": [*NO_NUMBER, 0, 501],
    "per_run_limit": [*NO_NUMBER, 0, 101],
    "max_days_late": [*NO_NUMBER, 366],
    "delay_min_seconds": [*NO_NUMBER, 0, 181, 3601],
    "delay_max_seconds": [*NO_NUMBER, 0, 89, 3601],
    "schedule_enabled": ["true", "on", 1, 0, None, []],
    "birthday_time_jitter_minutes": [*NO_NUMBER, 721],
    "max_temperature": [*NO_NUMBER, 39, 111],
    "log_level": [*NO_WORD, "INFO", "trace"],
    "remote_browser_url": [
        "browser",
        "ftp://b",
        "ws://",
        "ws://a b",
        "ws://h:99999",
        "ws://[",
        1,
        None,
    ],
    "browser": [*NO_WORD, "chrome", "firefox"],
}

# An end of hours is named when its start was moved past it.
NAMED_FOR = {"hours_start": "hours_end", "delay_min_seconds": "delay_max_seconds"}


def cases(table: dict[str, list[object]]) -> list[Any]:
    return [
        pytest.param(name, value, id=f"{name}={value!r}"[:60])
        for name, values in table.items()
        for value in values
    ]


def test_nothing_given_means_the_documented_defaults() -> None:
    assert Options().as_dict() == DEFAULTS
    assert Options.parse({}) == Options() == load_options(None)


def test_every_option_has_a_rule_a_default_and_cases() -> None:
    assert set(RULES) == set(DEFAULTS) == set(GOOD) == set(BAD)


def test_every_default_follows_its_own_rule() -> None:
    assert Options.parse(DEFAULTS) == Options()


@pytest.mark.parametrize(("name", "value"), cases(GOOD))
def test_a_good_value_is_kept_as_it_was_given(name: str, value: object) -> None:
    options = Options.parse({name: value})

    assert options.as_dict() == DEFAULTS | {name: value}


@pytest.mark.parametrize(("name", "value"), cases(BAD))
def test_a_bad_value_is_an_error_that_names_the_option(
    name: str, value: object
) -> None:
    with pytest.raises(BadInputError) as caught:
        Options.parse({name: value})

    assert caught.value.field in {name, NAMED_FOR.get(name)}
    assert str(caught.value).startswith(f"{caught.value.field}: ")
    assert len(str(caught.value)) < 200


def test_values_become_the_engines_own_types() -> None:
    options = Options.parse(
        {
            "sending_mode": "automatic",
            "hours_start": "08:15",
            "days": ["sun", "mon", "mon"],
            "log_level": "debug",
            "browser": "full",
        }
    )

    assert options.sending_mode is SendingMode.AUTOMATIC
    assert options.hours_start == time(8, 15)
    assert options.days == (Weekday.MON, Weekday.SUN)
    assert options.weekdays == {0, 6}
    assert options.log_level is LogLevel.DEBUG
    assert options.browser is BrowserKind.FULL


@pytest.mark.parametrize("given", ["pt-BR", "pt_br", "pt"])
def test_a_region_is_left_out_of_the_language(given: str) -> None:
    assert Options.parse({"language": given}).language == "pt"


def test_an_unknown_option_is_named_with_the_nearest_one() -> None:
    with pytest.raises(BadInputError, match="did you mean daily_limit") as caught:
        Options.parse({"dayly_limit": 5})

    assert caught.value.field == "dayly_limit"


def test_an_option_like_none_of_ours_is_to_be_removed() -> None:
    with pytest.raises(BadInputError, match=r"^qqq: .*remove it"):
        Options.parse({"qqq": 5})


def test_of_several_bad_options_always_the_same_one_is_named() -> None:
    bad = {"weekly_limit": 0, "daily_limit": 0, "browser": "x"}

    for mapping in (bad, dict(reversed(bad.items()))):
        with pytest.raises(BadInputError, match=r"^daily_limit: "):
            Options.parse(mapping)


def test_a_start_moved_past_the_default_end_names_both() -> None:
    with pytest.raises(BadInputError, match=r"19:00 .* hours_start \(20:00\)"):
        Options.parse({"hours_start": "20:00"})


def test_equal_delays_are_fine_and_equal_hours_are_not() -> None:
    Options.parse({"delay_min_seconds": 90, "delay_max_seconds": 90})
    with pytest.raises(BadInputError, match=r"^hours_end"):
        Options.parse({"hours_start": "09:00", "hours_end": "09:00"})


def test_a_weekly_limit_below_the_daily_one_is_allowed_as_the_stricter_wins() -> None:
    assert Options.parse({"weekly_limit": 5}).weekly_limit == 5


def test_an_almost_right_time_zone_gets_a_suggestion() -> None:
    with pytest.raises(BadInputError, match="did you mean Europe/Paris"):
        Options.parse({"timezone": "Europe/Pari"})


def test_the_address_of_a_remote_browser_is_never_repeated() -> None:
    secret = "token-of-the-browser"

    with pytest.raises(BadInputError) as caught:
        Options.parse({"remote_browser_url": f"ftp://b/?token={secret}"})

    assert secret not in str(caught.value)
    options = Options.parse({"remote_browser_url": f"ws://b/?token={secret}"})
    assert secret not in repr(options)


def test_the_zone_is_the_chosen_one() -> None:
    assert Options(timezone="Asia/Tokyo").zone == ZoneInfo("Asia/Tokyo")


def test_auto_follows_the_systems_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Bogota")

    assert Options().zone == ZoneInfo("America/Bogota")


@pytest.mark.parametrize("broken", ["", "No/Where", "EST5EDT,M3.2.0,M11.1.0"])
def test_an_unusable_tz_variable_leaves_a_zone(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TZ", raising=False)
    of_the_system = system_zone()
    monkeypatch.setenv("TZ", broken)

    assert system_zone() == of_the_system


def test_a_file_of_options_is_read(tmp_path: Path) -> None:
    file = tmp_path / "options.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps({"daily_limit": 3}).encode())

    assert load_options(file) == Options(daily_limit=3)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not JSON"),
        (b"{", "line 1"),
        (b"{'daily_limit': 3}", "line 1"),
        (b"[]", "one JSON object"),
        (b"null", "one JSON object"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"[" * 100_000, "not JSON"),
        (b'{"daily_limit": ' + b"1" * 5000 + b"}", "not JSON"),
        (b'{"daily_limit": 3, "daily_limit": 4}', "daily_limit: .*twice"),
        (b'{"daily_limit": NaN}', "^daily_limit"),
        (b" " * (LARGEST_FILE_BYTES + 1), "too large"),
    ],
)
def test_a_broken_file_of_options_says_what_is_wrong(
    content: bytes, says: str, tmp_path: Path
) -> None:
    file = tmp_path / "options.json"
    file.write_bytes(content)

    with pytest.raises(BadInputError, match=says) as caught:
        load_options(file)

    assert caught.value.field in {"options", "daily_limit"}


def test_a_missing_file_of_options_is_named(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "options.json"

    with pytest.raises(BadInputError, match=f"^options: {file}"):
        load_options(file)
    with pytest.raises(BadInputError, match=f"^options: {tmp_path}"):
        load_options(tmp_path)


def test_what_was_changed_later_wins() -> None:
    options = Options(daily_limit=3, weekly_limit=9).with_overrides({"daily_limit": 5})

    assert options == Options(daily_limit=5, weekly_limit=9)


@pytest.mark.parametrize(
    ("overrides", "kept"),
    [
        ({"daily_limit": 0, "weekly_limit": 7}, {"weekly_limit": 7}),
        ({"removed_option": 1, "weekly_limit": 7}, {"weekly_limit": 7}),
        ({"hours_start": "20:00"}, {}),
        ({"hours_end": "06:00"}, {}),
        (
            {"hours_start": "12:00", "hours_end": "11:00"},
            {"hours_start": "12:00"},
        ),
        ({"hours_start": "20:00", "hours_end": "06:00"}, {}),
        (
            {"hours_start": "20:00", "hours_end": "22:00"},
            {"hours_start": "20:00", "hours_end": "22:00"},
        ),
    ],
)
def test_a_stored_setting_that_does_not_fit_is_left_out_with_a_warning(
    overrides: dict[str, object],
    kept: dict[str, object],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        options = Options().with_overrides(overrides)

    assert options == Options.parse(kept)
    assert len(caplog.records) == len(overrides) - len(kept)


KEYS = st.sampled_from(list(RULES)) | st.text(max_size=8)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from([value for values in GOOD.values() for value in values]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.dictionaries(KEYS, JSON, max_size=5))
@hypothesis_settings(max_examples=150, deadline=None)
def test_any_mapping_is_options_or_bad_input(mapping: dict[str, object]) -> None:
    try:
        options = Options.parse(mapping)
    except BadInputError as error:
        assert error.field  # noqa: PT017 - either outcome is right, nothing else is
    else:
        assert Options.parse(options.as_dict()) == options
    overridden = Options().with_overrides(mapping)
    assert Options.parse(overridden.as_dict()) == overridden


@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.integers(rule.minimum, rule.maximum)
            for name, rule in RULES.items()
            if isinstance(rule, Whole) and not name.startswith("delay_")
        },
    )
)
@hypothesis_settings(max_examples=50, deadline=None)
def test_options_survive_the_way_over_the_wire(mapping: dict[str, object]) -> None:
    options = Options.parse(mapping)

    assert Options.parse(json.loads(json.dumps(options.as_dict()))) == options
