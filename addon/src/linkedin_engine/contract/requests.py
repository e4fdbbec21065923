"""What a client may ask for.

Requests are strict: an unknown key, another type of JSON or a value out of bounds is
refused with ``parsing.InvalidRequest``. Days are written "2026-03-31".
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, override

from mashumaro.config import BaseConfig
from mashumaro.mixins.dict import DataClassDictMixin

from .enums import BotName, Occasion, SendingMode, WishState
from .limits import (
    TEMPLATES_MAX,
    CookiesText,
    Id,
    Items,
    Language,
    MessageText,
    Name,
    Range,
)
from .models import MessageTemplate
from .parsing import checked


class Decision(StrEnum):
    """What a person decides about a wish."""

    APPROVE = "approve"
    SKIP = "skip"
    SENT = "sent"
    NOT_SENT = "not_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(DataClassDictMixin):
    """The base of all requests."""

    class Config(BaseConfig):
        """Refuse what is not asked for."""

        forbid_extra_keys = True
        lazy_compilation = True

    @classmethod
    @override
    def __pre_deserialize__(cls, d: dict[Any, Any]) -> dict[Any, Any]:
        """Check everything before mashumaro, which would make do with much."""
        return checked(cls, d)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Request):
    """How much of a list is wanted: at most ``limit`` entries."""

    limit: Annotated[int, Range(1, 500)] = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RunQuery(Page):
    """The newest runs, those that wait included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WishQuery(Page):
    """The newest wishes, from before the wish with the id ``before``.

    ``state`` may hold several states, and none means all of them.
    """

    before: Id | None = None
    state: Annotated[tuple[WishState, ...], Items(len(WishState))] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryQuery(WishQuery):
    """Wishes of the past; days are of the occasion, both included."""

    since: date | None = None
    until: date | None = None
    contact_id: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactQuery(Page):
    """People by name, from after the contact with the id ``after``.

    ``search`` is a part of the name; ``with_birthday`` those whose birthday is known,
    ``birthday_on`` those whose birthday is celebrated on this day.
    """

    after: Id | None = None
    search: Name | None = None
    blocked: bool | None = None
    with_birthday: bool | None = None
    birthday_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCreate(Request):
    """Start a run, or queue it behind the one under way.

    Without a ``mode`` the option's holds. A dry run sends and keeps nothing.
    ``max_messages`` can only lower what the limits allow.
    """

    bot: BotName
    mode: SendingMode | None = None
    dry_run: bool = False
    max_messages: Annotated[int, Range(1, 1000)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WishPatch(Request):
    """Decide about a wish, or change its text.

    ``sent`` and ``not_sent`` settle one that is unverified.
    """

    decision: Decision | None = None
    text: MessageText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPatch(Request):
    """Change what is kept about a person; None leaves a thing as it is.

    An empty text goes back to the default.
    """

    blocked: bool | None = None
    first_name: Name | None = None
    language: Language | None = None
    own_text: MessageText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateItem(Request, MessageTemplate):  # type: ignore[misc]  # the strict Config wins
    """A message template on its way in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesPut(Request):
    """Replace the person's own templates."""

    templates: Annotated[tuple[TemplateItem, ...], Items(TEMPLATES_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePreview(Request):
    """Render a text as one contact, or an invented one, would get it."""

    text: MessageText
    language: Language = "en"
    occasion: Occasion = Occasion.BIRTHDAY
    late: bool = False
    contact_id: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPut(Request):
    """Cookies in any of the formats that can be imported; kept encrypted."""

    cookies: CookiesText
