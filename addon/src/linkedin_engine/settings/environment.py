"""What the environment variables say about where and how the engine runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from ipaddress import ip_address
import os
from pathlib import Path
import re
from typing import Self
from urllib.parse import SplitResult, urlsplit

from linkedin_engine.errors import BadInputError

PREFIX = "LINKEDIN_AUTO_"
BASE_URL = f"{PREFIX}BASE_URL"
BROWSER = f"{PREFIX}BROWSER"
PACE = f"{PREFIX}PACE"
API_TOKEN = f"{PREFIX}API_TOKEN"
NOW = f"{PREFIX}NOW"

LINKEDIN_URL = "https://www.linkedin.com"


class Pace(StrEnum):
    """How fast the engine acts on the site."""

    HUMAN = "human"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The variables, checked; an empty one counts as not set.

    ``base_url`` has no slash at its end. ``now`` is aware and in UTC.
    """

    base_url: str = LINKEDIN_URL
    browser: Path | None = None
    pace: Pace = Pace.HUMAN
    api_token: str | None = field(default=None, repr=False)
    now: datetime | None = None

    @classmethod
    def parse(cls, variables: Mapping[str, str]) -> Self:
        """Read the variables; raise ``BadInputError`` naming the first bad one."""
        given = {
            name: value.strip()
            for name, value in variables.items()
            if name.startswith(PREFIX) and value.strip()
        }
        base_url = _base_url(given.get(BASE_URL, LINKEDIN_URL))
        return cls(
            base_url=base_url,
            browser=_browser(given.get(BROWSER)),
            pace=_pace(given.get(PACE, Pace.HUMAN), base_url),
            api_token=_token(given.get(API_TOKEN)),
            now=_now(given.get(NOW), base_url),
        )


def is_loopback(url: str) -> bool:
    """Whether the address can only be this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _base_url(value: str) -> str:
    parts = _split(value)
    if parts is None or parts.scheme not in {"http", "https"}:
        raise BadInputError(
            BASE_URL, f"must be an address like {LINKEDIN_URL} or http://127.0.0.1:8080"
        )
    if "@" in parts.netloc or parts.path not in {"", "/"} or parts.query:
        raise BadInputError(
            BASE_URL, "must be only scheme, host and port, without user or path"
        )
    host = parts.hostname or ""
    if parts.scheme == "http" and re.search(r"(^|\.)linkedin\.com\.?$", host):
        raise BadInputError(BASE_URL, "LinkedIn is only spoken to over https")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _split(value: str) -> SplitResult | None:
    if not re.fullmatch(r"[!-~]+", value) or "#" in value or "\\" in value:
        return None
    try:
        parts = urlsplit(value)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def _browser(value: str | None) -> Path | None:
    if value is None:
        return None
    path = Path(value)
    if not path.is_file() or not os.access(path, os.X_OK):
        raise BadInputError(BROWSER, f"{value} is no program that can be started")
    return path


def _pace(value: str, base_url: str) -> Pace:
    if value not in list(Pace):
        raise BadInputError(PACE, f"must be one of {', '.join(Pace)}")
    if value == Pace.INSTANT:
        _only_on_loopback(PACE, "instant", base_url)
    return Pace(value)


def _token(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"[!-~]+", value):
        raise BadInputError(
            API_TOKEN, "must be letters, digits and signs without spaces"
        )
    return value


def _now(value: str | None, base_url: str) -> datetime | None:
    if value is None:
        return None
    _only_on_loopback(NOW, "a chosen time", base_url)
    try:
        now = datetime.fromisoformat(value)
        return (now if now.tzinfo else now.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInputError(
            NOW, "must be an ISO time like 2026-11-23T10:00:00+01:00 (UTC if bare)"
        ) from None


def _only_on_loopback(name: str, what: str, base_url: str) -> None:
    if not is_loopback(base_url):
        raise BadInputError(
            name,
            f"{what} is for tests on this machine only, and {BASE_URL} is {base_url}; "
            "remove one of them",
        )
