"""What a document is, decided by its address and its structure."""

import pytest

from linkedin_engine.errors import (
    CheckpointError,
    EngineError,
    LinkedInLimitError,
    NetworkError,
    PageChangedError,
    RestrictedError,
    SessionRequiredError,
)
from linkedin_engine.linkedin.signals import ui_language
from linkedin_engine.linkedin.signals_facts import PageSignals, markers
from linkedin_engine.linkedin.signals_rules import PageState, classify, raise_for

AT = "/mynetwork/catch-up/birthday/"
LONG = 5000
BAR = ("/feed/", "/mynetwork/", "/messaging/")


def _page(path: str = AT, **words: object) -> PageSignals:
    defaults: dict[str, object] = {"path": path, "text_length": LONG, "has_main": True}
    return PageSignals(**defaults | words)  # type: ignore[arg-type] # a table's row


def _state(signals: PageSignals) -> PageState:
    return classify(signals, expected_path_prefix="/mynetwork/catch-up")


@pytest.mark.parametrize(
    "signals",
    [
        _page(bar_paths=("/feed/", "/mynetwork/")),
        _page(bar_paths=("/messaging/", "/notifications/")),
        _page(has_main_bar=True),
        _page(bar_paths=BAR, query_keys=frozenset({"session_redirect"})),
        _page(bar_paths=BAR, markers=frozenset({"restricted", "rate_limit"})),
        _page(bar_paths=BAR, fields=frozenset({"pin"})),
        _page(bar_paths=BAR, has_captcha=True),
        _page(bar_paths=BAR, target_paths=("/login",)),
        _page(bar_paths=BAR, path="/mynetwork/catch-up"),
        _page(bar_paths=BAR, status=304),
    ],
)
def test_a_members_page_at_the_right_address_is_ok(signals: PageSignals) -> None:
    assert _state(signals) is PageState.OK


@pytest.mark.parametrize(
    "signals",
    [
        _page("/login"),
        _page("/login/fr"),
        _page("/uas/login", query_keys=frozenset({"session_redirect"})),
        _page("/uas/login-submit"),
        _page("/authwall", query_keys=frozenset({"sessionRedirect"})),
        _page("/signup/cold-join"),
        _page("/checkpoint/lg/login-submit"),
        _page("/checkpoint/rm/sign-in-another-account"),
        _page("/", query_keys=frozenset({"session_redirect"})),
        _page(AT, fields=frozenset({"username"})),
        _page(AT, fields=frozenset({"session_key", "session_password"})),
        _page(AT, has_account_picker=True),
        _page("/", target_paths=("/help/", "/login")),
        _page("/login", has_captcha=True),
    ],
)
def test_whatever_asks_for_a_login_is_logged_out(signals: PageSignals) -> None:
    assert _state(signals) is PageState.LOGGED_OUT


@pytest.mark.parametrize(
    ("state", "signals"),
    [
        (PageState.CHECKPOINT, _page("/checkpoint/challenge/AgE")),
        (PageState.CHECKPOINT, _page("/checkpoint/challengesV2/AgE")),
        (PageState.CHECKPOINT, _page("/checkpoint/challengeIframe/AgE")),
        (PageState.CHECKPOINT, _page("/uas/consumer-email-challenge")),
        (PageState.CHECKPOINT, _page("/checkpoint/challenge/x", bar_paths=BAR)),
        (PageState.CAPTCHA, _page("/checkpoint/challenge/x", has_captcha=True)),
        (PageState.CAPTCHA, _page(AT, has_captcha=True)),
        (PageState.CAPTCHA, _page(AT, bar_paths=BAR, shows_captcha=True)),
        (
            PageState.CODE_ASKED,
            _page("/checkpoint/challenge/x", fields=frozenset({"pin"})),
        ),
        (
            PageState.CODE_ASKED,
            _page(
                "/checkpoint/challenge/x",
                bar_paths=BAR,
                fields=frozenset({"one-time-code"}),
            ),
        ),
        (
            PageState.CODE_ASKED,
            _page(AT, fields=frozenset({"input__email_verification_pin"})),
        ),
        (
            PageState.DEVICE_APPROVAL,
            _page("/checkpoint/challenge/x", markers=frozenset({"device_approval"})),
        ),
        (
            PageState.RESTRICTED,
            _page("/checkpoint/challenge/x", markers=frozenset({"restricted"})),
        ),
        (PageState.RESTRICTED, _page(AT, markers=frozenset({"restricted"}))),
        (PageState.LIMIT, _page(status=429, text_length=0)),
        (PageState.LIMIT, _page(status=999, bar_paths=BAR)),
        (
            PageState.LIMIT,
            _page(has_main=False, text_length=60, markers=frozenset({"rate_limit"})),
        ),
        (PageState.SERVER_ERROR, _page(status=503, text_length=20)),
        (PageState.BLANK, _page(text_length=0, has_main=False)),
        (PageState.NOT_REACHED, _page("/feed/", bar_paths=BAR)),
        (PageState.NOT_REACHED, _page("/mynetwork/catch-ups/", bar_paths=BAR)),
        (PageState.NOT_REACHED, _page(status=404, bar_paths=BAR)),
        (PageState.NOT_REACHED, _page(AT)),
        (PageState.NOT_REACHED, _page("/posts/how-to-/login-faster")),
        (PageState.NOT_REACHED, _page("/loginwall")),
        (PageState.NOT_REACHED, _page(AT, markers=frozenset({"rate_limit"}))),
    ],
)
def test_every_obstacle_is_told_apart(state: PageState, signals: PageSignals) -> None:
    assert _state(signals) is state


@pytest.mark.parametrize(
    ("state", "error"),
    [
        (PageState.LOGGED_OUT, SessionRequiredError),
        (PageState.CHECKPOINT, CheckpointError),
        (PageState.CAPTCHA, CheckpointError),
        (PageState.CODE_ASKED, CheckpointError),
        (PageState.DEVICE_APPROVAL, CheckpointError),
        (PageState.RESTRICTED, RestrictedError),
        (PageState.LIMIT, LinkedInLimitError),
        (PageState.SERVER_ERROR, NetworkError),
        (PageState.BLANK, PageChangedError),
        (PageState.NOT_REACHED, PageChangedError),
    ],
)
def test_every_state_but_ok_stops_the_run_with_what_to_do(
    state: PageState, error: type[EngineError]
) -> None:
    with pytest.raises(error) as caught:
        raise_for(state, page="birthdays")
    assert len(str(caught.value)) > len("LinkedIn asks for a login.")


def test_every_state_has_its_error() -> None:
    raise_for(PageState.OK, page="birthdays")
    for state in set(PageState) - {PageState.OK}:
        with pytest.raises(EngineError):
            raise_for(state, page="birthdays")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Access to your account has been TEMPORARILY RESTRICTED.",
            {"restricted"},
        ),
        ("L’accès à votre compte a été temporairement restreint", {"restricted"}),
        ("Too many requests. Try again later", {"rate_limit"}),
        ("Check your LinkedIn app", {"device_approval"}),
        ("Vérifiez\u00a0votre application", {"device_approval"}),
        ("Celebrate Ann’s birthday today", set()),
    ],
)
def test_marker_texts_are_found_whatever_their_spaces_and_capitals(
    text: str, names: set[str]
) -> None:
    assert markers(text) == names


@pytest.mark.parametrize(
    ("tag", "language"),
    [("fr", "fr"), ("en-US", "en"), ("pt_BR", "pt"), ("", None), ("DE", "de")],
)
def test_the_language_of_the_interface_is_its_first_word(
    tag: str, language: str | None
) -> None:
    assert ui_language(_page(language=tag)) == language
