"""What a document is, and what that means for a run: rules without I/O."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from linkedin_engine.errors import (
    CheckpointError,
    EngineError,
    LinkedInLimitError,
    NetworkError,
    PageChangedError,
    RestrictedError,
    SessionRequiredError,
)

from .signals_facts import PageSignals
from .urls import is_under

# LINKEDIN facts: paths and fields seen in saved pages and working code to Oct 2026.
_LOGIN_PATHS: Final = (
    "/login",
    "/uas/login",
    "/uas/login-submit",
    "/authwall",
    "/signup",
    "/checkpoint/lg",
    "/checkpoint/rm",
    "/checkpoint/rp",
)
_CHECKPOINT_PATHS: Final = ("/checkpoint", "/uas/consumer-email-challenge")
_LOGIN_FIELDS: Final = frozenset({"username", "session_key", "session_password"})
_LOGIN_KEYS: Final = frozenset({"session_redirect", "sessionRedirect"})
_CODE_FIELDS: Final = frozenset(
    {
        "pin",
        "input__email_verification_pin",
        "input__phone_verification_pin",
        "one-time-code",
    }
)
_LIMIT_STATUSES: Final = frozenset({429, 999})
_CLIENT_ERROR_FROM: Final = 400
_SERVER_ERROR_FROM: Final = 500
_RATE_PAGE_LENGTH: Final = 2000
_BLANK_LENGTH: Final = 40


class PageState(StrEnum):
    """What a document turned out to be."""

    OK = "ok"
    LOGGED_OUT = "logged_out"
    CHECKPOINT = "checkpoint"
    CAPTCHA = "captcha"
    CODE_ASKED = "code_asked"
    DEVICE_APPROVAL = "device_approval"
    RESTRICTED = "restricted"
    LIMIT = "limit"
    SERVER_ERROR = "server_error"
    BLANK = "blank"
    NOT_REACHED = "not_reached"


type _Rules = tuple[tuple[PageState, Callable[[PageSignals], bool]], ...]


def is_login_path(signals: PageSignals) -> bool:
    """Tell whether the address itself is one of the login."""
    return signals.is_at(_LOGIN_PATHS)


def _is_rate_page(signals: PageSignals) -> bool:
    return (
        "rate_limit" in signals.markers
        and not signals.has_main
        and signals.text_length < _RATE_PAGE_LENGTH
    )


def _offers_login(signals: PageSignals) -> bool:
    return (
        signals.has_account_picker
        or bool(signals.fields & _LOGIN_FIELDS)
        or bool(signals.query_keys & _LOGIN_KEYS)
        or any(
            is_under(target, path)
            for target in signals.target_paths
            for path in _LOGIN_PATHS
        )
    )


def _is_checkpoint_with_code(signals: PageSignals) -> bool:
    return signals.is_at(_CHECKPOINT_PATHS) and bool(signals.fields & _CODE_FIELDS)


# The first rule that holds decides: an obstacle's own address and status before its
# structure, and its structure before any text.
_ANYWHERE: Final[_Rules] = (
    (PageState.LIMIT, lambda s: s.status in _LIMIT_STATUSES),
    (PageState.SERVER_ERROR, lambda s: s.status >= _SERVER_ERROR_FROM),
    (PageState.CAPTCHA, lambda s: s.shows_captcha),
)
_SIGNED_OUT: Final[_Rules] = (
    (PageState.RESTRICTED, lambda s: "restricted" in s.markers),
    (PageState.LOGGED_OUT, is_login_path),
    (PageState.CAPTCHA, lambda s: s.has_captcha),
    (PageState.CODE_ASKED, lambda s: bool(s.fields & _CODE_FIELDS)),
    (
        PageState.DEVICE_APPROVAL,
        lambda s: s.is_at(_CHECKPOINT_PATHS) and "device_approval" in s.markers,
    ),
    (PageState.CHECKPOINT, lambda s: s.is_at(_CHECKPOINT_PATHS)),
    (PageState.LIMIT, _is_rate_page),
    (PageState.LOGGED_OUT, _offers_login),
    (PageState.BLANK, lambda s: s.text_length < _BLANK_LENGTH),
    (PageState.NOT_REACHED, lambda _: True),
)
_SIGNED_IN: Final[_Rules] = (
    (PageState.LOGGED_OUT, is_login_path),
    (PageState.CODE_ASKED, _is_checkpoint_with_code),
    (PageState.CHECKPOINT, lambda s: s.is_at(_CHECKPOINT_PATHS)),
    (PageState.NOT_REACHED, lambda s: s.status >= _CLIENT_ERROR_FROM),
)


def classify(signals: PageSignals, *, expected_path_prefix: str) -> PageState:
    """Decide what a document is; only a member's page at the right path is OK."""
    rules = _SIGNED_IN if signals.is_signed_in else _SIGNED_OUT
    for state, holds in (*_ANYWHERE, *rules):
        if holds(signals):
            return state
    if is_under(signals.path, expected_path_prefix):
        return PageState.OK
    return PageState.NOT_REACHED


_TELL: Final[dict[PageState, tuple[type[EngineError], str]]] = {
    PageState.LOGGED_OUT: (
        SessionRequiredError,
        "LinkedIn asks for a login. Log in again and hand over the new session.",
    ),
    PageState.CHECKPOINT: (
        CheckpointError,
        (
            "LinkedIn asks for a security check. Open LinkedIn in your own browser, "
            "pass the check, then hand over the session again."
        ),
    ),
    PageState.CAPTCHA: (
        CheckpointError,
        (
            "LinkedIn shows a captcha. Open LinkedIn in your own browser, solve it, "
            "then hand over the session again."
        ),
    ),
    PageState.CODE_ASKED: (
        CheckpointError,
        (
            "LinkedIn asks for the code that it sent to you. Open LinkedIn in your own "
            "browser, enter it, then hand over the session again."
        ),
    ),
    PageState.DEVICE_APPROVAL: (
        CheckpointError,
        (
            "LinkedIn wants this login approved in its app on your telephone. "
            "Approve it there, then start the run again."
        ),
    ),
    PageState.RESTRICTED: (
        RestrictedError,
        (
            "LinkedIn has restricted the account. Follow what LinkedIn asks in your "
            "own browser, and leave LinkedIn Auto off for some days."
        ),
    ),
    PageState.LIMIT: (
        LinkedInLimitError,
        (
            "LinkedIn says that there were too many requests. Leave it alone today, "
            "and lower the limits before the next run."
        ),
    ),
    PageState.SERVER_ERROR: (
        NetworkError,
        "LinkedIn has an error of its own. What is left stays due; try again later.",
    ),
}


def raise_for(state: PageState, *, page: str) -> None:
    """Raise what a state means for a run; ``page`` names the page for the person."""
    if state is PageState.OK:
        return
    if state in _TELL:
        error, message = _TELL[state]
        raise error(message)
    detail = {
        PageState.BLANK: "it stayed empty",
        PageState.NOT_REACHED: "LinkedIn showed another page",
    }[state]
    raise PageChangedError(page, detail)
