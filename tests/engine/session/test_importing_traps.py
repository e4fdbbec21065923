import base64
from collections.abc import Callable
import json

from hypothesis import given, settings, strategies as st
import pytest

from engine.session.exports import (
    EARLIER,
    FULL_EXPORTS,
    JSESSIONID,
    LI_AT,
    NOW,
    STATE,
    extension_cookie,
    failure,
    lines,
    netscape,
    packed,
    playwright_cookie,
    row,
    storage_state,
    values,
)
from linkedin_engine.errors import BadInputError
from linkedin_engine.session.importers import LARGEST_BYTES, import_session

BCOOKIE = '"v=2&5b0d2bd8-7c1d-4f0c-8a55-1d2e3f405162"'


WRAPPINGS: dict[str, Callable[[str], str | bytes]] = {
    "text": lambda text: text,
    "UTF-8": str.encode,
    "UTF-8 with BOM": lambda text: text.encode("utf-8-sig"),
    "text with BOM": lambda text: f"\ufeff{text}",
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 LE": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be"),
    "base64": packed,
    "base64 in lines": lambda text: lines(packed(text)),
    "base64 for addresses": lambda text: (
        base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    ),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16")),
    "base64 in quotes": lambda text: f'"{packed(text)}"\n',
}


def test_cookies_that_a_browser_would_refuse_are_left_out() -> None:
    refused = [
        playwright_cookie("a;b", "1"),
        playwright_cookie("a b", "1"),
        playwright_cookie("", "1"),
        playwright_cookie("newline", "a\nb"),
        playwright_cookie("semicolon", "a;b"),
        playwright_cookie("accent", "\u00e9t\u00e9"),
        playwright_cookie("empty", ""),
        playwright_cookie("large", "x" * 4096),
        playwright_cookie("__Host-x", "1"),
        playwright_cookie("__Secure-x", "1"),
        {"name": "novalue", "domain": ".linkedin.com"},
        {"name": "number", "value": 1, "domain": ".linkedin.com"},
    ]

    state = import_session(
        storage_state(*refused, playwright_cookie("li_at", LI_AT, path="x\n")), now=NOW
    )

    assert values(state) == {"li_at": LI_AT}
    assert state.cookies[0].path == "/"


def test_quotes_belong_to_every_value_but_li_at() -> None:
    state = import_session(
        storage_state(
            playwright_cookie("li_at", f'"{LI_AT}"'),
            playwright_cookie("bcookie", BCOOKIE),
        ),
        now=NOW,
    )

    assert values(state) == {"li_at": LI_AT, "bcookie": BCOOKIE}


def test_the_attributes_of_a_set_cookie_line_are_no_cookies() -> None:
    line = f"li_at={LI_AT}; Domain=.www.linkedin.com; Path=/; Max-Age=9; SameSite=None"

    assert values(import_session(line, now=NOW)) == {"li_at": LI_AT}


BROKEN: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", "empty"),
    "spaces": (" \r\n\t", "empty"),
    "only a BOM": (b"\xef\xbb\xbf", "empty"),
    "zeros": (b"\0\0\0\0", "empty"),
    "prose": ("my cookies please", "not a known format"),
    "a short value": ("AQED", "not a known format"),
    "base64 of prose": (packed("my cookies please"), "not a known format"),
    "base64 of base64": (packed(packed(STATE)), "not a known format"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "not text"),
    "half of UTF-16": (b"\xff\xfea", "not text"),
    "truncated JSON": (STATE[: len(STATE) // 2], "not complete"),
    "truncated base64": (packed(STATE)[: len(STATE) // 2], "not complete"),
    "deep JSON": ("[" * 200_000, "not complete"),
    "long number": ('[{"expires": ' + "1" * 5000 + "}]", "not complete"),
    "empty list": ("[]", "no li_at"),
    "empty object": ("{}", "no li_at"),
    "empty state": (storage_state(), "no li_at"),
    "list of nonsense": ('[1, null, "li_at", [], {"name": 1}]', "no li_at"),
    "nonsense in a state": ('{"cookies": [1, null]}', "no li_at"),
    "cookies of no list": ('{"cookies": {"li_at": "x"}}', "no li_at"),
    "other cookies": (storage_state(playwright_cookie("lang", "fr")), "no li_at"),
    "empty cookies.txt": (netscape(), "no li_at"),
    "other cookies.txt": (netscape(row("lang", "fr")), "no li_at"),
    "other site's cookies.txt": (
        netscape(row("li_at", LI_AT, domain=".example.com")),
        "no li_at",
    ),
    "other header": ("Cookie: a=b; c=d", "no li_at"),
    "another case": (storage_state(playwright_cookie("LI_AT", LI_AT)), "no li_at"),
    "signed out": (
        storage_state(playwright_cookie("li_at", "delete me")),
        "no usable value",
    ),
    "signed out header": ("li_at=delete me; lang=x", "no usable value"),
    "empty value": ("li_at=; lang=x", "no usable value"),
    "expired": (
        storage_state(
            playwright_cookie("li_at", LI_AT, expires=int(EARLIER.timestamp()))
        ),
        "expired on 2026-11-20",
    ),
    "expired export": (
        json.dumps([extension_cookie("li_at", LI_AT, expirationDate=1700000000.5)]),
        "expired on 2023-11-14",
    ),
    "huge text": ("x" * (LARGEST_BYTES + 1), "too large"),
    "huge file": (b"x" * (LARGEST_BYTES + 1), "too large"),
    "a whole browser's cookies": (
        storage_state(
            playwright_cookie("li_at", LI_AT),
            *(playwright_cookie(f"c{i}", "1") for i in range(500)),
        ),
        "too many",
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_what_cannot_be_used_is_explained_without_repeating_it(broken: str) -> None:
    content, says = BROKEN[broken]

    message = failure(content)

    assert message.startswith("session: ")
    assert says in message
    assert LI_AT[:20] not in message
    assert len(message) < 400


def test_no_secret_is_in_the_words_of_a_session() -> None:
    assert LI_AT not in repr(import_session(STATE, now=NOW))
    assert JSESSIONID not in str(import_session(STATE, now=NOW).cookies)


HOSTILE_TEXTS = {
    "spaces": "li_at" + " " * (LARGEST_BYTES - 100) + "x",
    "quotes": '"' * (LARGEST_BYTES - 1) + "x",
    "words": "Cookie: " + "a" * (LARGEST_BYTES - 100),
    "pairs": "a=b;" * (LARGEST_BYTES // 4 - 10),
    "tabs": "a\t" * (LARGEST_BYTES // 2 - 10),
    "rows": "\n".join(["a\tb"] * (LARGEST_BYTES // 4 - 10)),
    "almost base64": "A" * (LARGEST_BYTES - 10) + "!",
    "value": storage_state(playwright_cookie("x", " " * (LARGEST_BYTES - 1000) + "x")),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("hostile", HOSTILE_TEXTS)
def test_a_megabyte_of_nonsense_is_refused_in_no_time(hostile: str) -> None:
    assert len(failure(HOSTILE_TEXTS[hostile])) < 400


def refused_or_signed_in(content: str | bytes) -> None:
    try:
        state = import_session(content, now=NOW)
    except BadInputError as error:
        assert error.field == "session"  # noqa: PT017 - the only error there may be
    else:
        assert values(state)["li_at"] != "delete me"
        assert not state.is_expired(NOW)


@given(st.binary(max_size=200) | st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_garbage_is_bad_input_and_nothing_worse(content: str | bytes) -> None:
    refused_or_signed_in(content)


@given(
    st.sampled_from([text for text, _ in FULL_EXPORTS.values()]),
    st.data(),
)
@settings(max_examples=200, deadline=None)
def test_a_damaged_export_is_bad_input_and_nothing_worse(
    export: str, data: st.DataObject
) -> None:
    content = bytearray(export.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 5))] = data.draw(
            st.binary(max_size=5)
        )
    refused_or_signed_in(bytes(content))


FIELDS = st.dictionaries(
    st.sampled_from([*playwright_cookie("", ""), *extension_cookie("", "")]),
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["li_at", LI_AT, ".linkedin.com", "None", "delete me"])
    | st.lists(st.integers(), max_size=2),
)


@given(st.lists(FIELDS, max_size=5))
@settings(max_examples=200, deadline=None)
def test_cookies_of_any_types_are_bad_input_and_nothing_worse(
    cookies: list[dict[str, object]],
) -> None:
    refused_or_signed_in(json.dumps(cookies))
    refused_or_signed_in(json.dumps({"cookies": cookies}))
