"""What a client may ask for. Requests are strict: an unknown key is an error."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mashumaro.config import BaseConfig
from mashumaro.mixins.dict import DataClassDictMixin

from .enums import BotName, Occasion, SendingMode, WishState


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Request):
    """How much of a list is wanted; ``limit`` is from 1 to 500."""

    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RunQuery(Page):
    """The newest runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WishQuery(Page):
    """The newest wishes, from before the wish with the id ``before``.

    ``state`` may hold several states, and none means all of them.
    """

    before: int | None = None
    state: tuple[WishState, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryQuery(WishQuery):
    """Wishes of the past; days are of the occasion, both included."""

    since: date | None = None
    until: date | None = None
    contact_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactQuery(Page):
    """People by name, from after the contact with the id ``after``."""

    after: int | None = None
    search: str | None = None
    blocked: bool | None = None
    with_birthday: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCreate(Request):
    """Start a run, or queue it behind the one under way."""

    bot: BotName
    mode: SendingMode | None = None
    dry_run: bool = False
    max_messages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WishPatch(Request):
    """Decide about a wish, or change its text.

    ``sent`` and ``not_sent`` settle one that is unverified.
    """

    decision: Decision | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPatch(Request):
    """Change what is kept about a person; an empty text goes back to the default."""

    blocked: bool | None = None
    first_name: str | None = None
    language: str | None = None
    own_text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateItem(Request):
    """A message template, on its way in and out."""

    id: str
    language: str
    occasion: Occasion
    late: bool
    text: str
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesPut(Request):
    """Replace the person's own templates."""

    templates: tuple[TemplateItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePreview(Request):
    """Render a text as one contact, or an invented one, would get it."""

    text: str
    language: str = "en"
    occasion: Occasion = Occasion.BIRTHDAY
    late: bool = False
    contact_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPut(Request):
    """Cookies in any of the formats that can be imported."""

    cookies: str
