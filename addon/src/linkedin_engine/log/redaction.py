"""What may be read in a log: keys that are hidden, and patterns that are cut out.

Secrets and message texts are hidden at every level. People are hidden above debug:
their names, vanities and profile links by key, ids and links by pattern; a name
inside a free sentence cannot be known, so events are fixed words and carry keys.
"""

from collections.abc import Callable, Mapping, Sequence, Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta
from enum import Enum
from hashlib import sha256
from itertools import islice
from math import isfinite
from pathlib import PurePath
import re
from uuid import UUID

SECRET = "[secret]"  # noqa: S105 - it stands where a secret was
TEXT = "[text]"
PERSON = "[person]"

_DEPTH_MAX = 6
_ITEMS_MAX = 100
_READ_CHARACTERS = 100_000
_KEPT_CHARACTERS = 8_000

_SECRET_KEY = re.compile(
    r"(?<![a-z0-9])(authorization|auth|bearer|cookies?|credentials|fernet|jsessionid|"
    r"li_at|passphrase|passw(or)?d|pin|secrets?|tokens?)(?![a-z0-9])"
)
_TEXT_KEY = re.compile(r"(?<![a-z0-9])(body|drafts?|prefill|texts?)(?![a-z0-9])")
_PERSON_KEY = re.compile(
    r"contact|people|person|members?|(first_|full_|last_)?names?|headline|sentence|"
    r"profile(_link|_url)?|recipient|vanity"
)
_MEMBER_ID_KEY = re.compile(r"(member|owner)_id")

type Replacement = str | Callable[[re.Match[str]], str]


def member_mark(member_id: str) -> str:
    """Return a short word that is the same for the same member id."""
    return f"member:{sha256(member_id.encode('utf-8', 'replace')).hexdigest()[:8]}"


# LinkedIn's own cookies that identify a session or a browser (LINKEDIN facts, 5)
_COOKIE_NAMES = "li_at|li_rm|li_a|JSESSIONID|bcookie|bscookie|lidc|li_ep_auth_context"

_ALWAYS: tuple[tuple[re.Pattern[str], Replacement], ...] = (
    (
        re.compile(rf"\b({_COOKIE_NAMES})(['\"]?\s*[=:\t]\s*)(\"[^\"]*\"|[^\s;,]+)"),
        rf"\1\2{SECRET}",
    ),
    (re.compile(r"(?i)\b((?:set-)?cookie['\"]?\s*:\s*)[^\r\n]+"), rf"\1{SECRET}"),
    # a cookie written as JSON or as a Python dict
    (
        re.compile(r"(['\"]value['\"]\s*:\s*)('[^']*'|\"(?:[^\"\\]|\\.)*\")"),
        rf"\1{SECRET}",
    ),
    (re.compile(r"(?i)\b(bearer\s+)[\w.~+/=-]{6,}"), rf"\1{SECRET}"),
    (
        re.compile(
            r"(?i)([?&](?:access_|api_|csrf_?)?(?:token|key|secret)=)[^&\s'\"]+"
        ),
        rf"\1{SECRET}",
    ),
    (re.compile(r"(?<![\w-])AQ[A-Z][\w-]{16,}"), SECRET),
    (re.compile(r"\bajax:\d+"), SECRET),
    (re.compile(r"\bgAAAA[\w=-]{16,}"), SECRET),
    # a Fernet key: 32 bytes in URL-safe base64
    (re.compile(r"(?<![\w-])[\w-]{43}="), SECRET),
    # the text of a message in a compose link
    (
        re.compile(r"(?i)((?:[?&]|%26)(?:body|subject)(?:=|%3D))[^&\s'\"]+"),
        rf"\1{TEXT}",
    ),
    # Playwright tells what it typed
    (
        re.compile(
            r"\b(fill|type|insertText|insert_text|press_sequentially|pressSequentially)"
            r"\((?:\"[\s\S]*?\"|'[\s\S]*?')\)"
        ),
        rf"\1({TEXT})",
    ),
)

_ABOVE_DEBUG: tuple[tuple[re.Pattern[str], Replacement], ...] = (
    (re.compile(r"(?<![\w-])ACoA[\w-]{6,}"), lambda match: member_mark(match[0])),
    (re.compile(r"(/in/)[^/?#\s'\"<>)]+"), rf"\1{PERSON}"),
    (re.compile(r"(?i)(%2Fin%2F)[^%&\s'\"]+(?:%(?!2F)[^%&\s'\"]+)*"), rf"\1{PERSON}"),
    # Playwright's call log quotes the page: labels, locators, texts
    (re.compile(r"(?i)(call log:)(?:\r?\n[ \t]*(?:-|\d+ \S |[ \t]).*)+"), r"\1 [page]"),
)


def redacted_text(text: str, *, people: bool) -> str:
    """Return a text without secrets; with ``people``, ids and links may stay."""
    text = text[:_READ_CHARACTERS]
    for pattern, replacement in _ALWAYS if people else (*_ALWAYS, *_ABOVE_DEBUG):
        text = pattern.sub(replacement, text)
    if len(text) > _KEPT_CHARACTERS:
        half = _KEPT_CHARACTERS // 2
        return f"{text[:half]} [cut] {text[-half:]}"
    return text


def redacted(value: object, *, people: bool, depth: int = 0) -> object:
    """Return a value as JSON knows it; what is not known appears as its type only."""
    if isinstance(value, Enum):
        value = value.value
    match value:
        case None | bool() | int():
            return value
        case float() if isfinite(value):
            return value
        case str() | float() | date() | time() | timedelta() | PurePath() | UUID():
            return redacted_text(str(value), people=people)
        case BaseException():
            return redacted_text(f"{type(value).__name__}: {value}", people=people)
    if depth < _DEPTH_MAX:
        return _redacted_container(value, people=people, depth=depth + 1)
    return f"<{type(value).__name__}>"


def redacted_entry(key: str, value: object, *, people: bool, depth: int = 0) -> object:
    """Return what may stand under a key; numbers and truth values always may."""
    name = key.lower()
    if value is None or isinstance(value, bool | int | float):
        return redacted(value, people=people)
    if _SECRET_KEY.search(name):
        return SECRET
    if _TEXT_KEY.search(name):
        return TEXT
    if not people and _PERSON_KEY.fullmatch(name):
        return PERSON
    if not people and _MEMBER_ID_KEY.fullmatch(name):
        return member_mark(str(value))
    return redacted(value, people=people, depth=depth)


def _redacted_container(value: object, *, people: bool, depth: int) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        value = {item.name: getattr(value, item.name, None) for item in fields(value)}
    if isinstance(value, Mapping):
        entries = list(value.items())[:_ITEMS_MAX]
        if {"name", "value"} <= value.keys():
            entries = [(k, SECRET if k == "value" else v) for k, v in entries]
        return {
            redacted_text(str(key), people=people): redacted_entry(
                str(key), item, people=people, depth=depth
            )
            for key, item in entries
        }
    if isinstance(value, bytes | bytearray | memoryview):
        return f"<{len(value)} bytes>"
    if isinstance(value, Sequence | AbstractSet):
        return [
            redacted(item, people=people, depth=depth)
            for item in islice(value, _ITEMS_MAX)
        ]
    return f"<{type(value).__name__}>"
