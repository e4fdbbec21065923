"""What a client may ask for. Requests are strict: an unknown key is an error."""

from dataclasses import dataclass
from enum import StrEnum

from mashumaro.config import BaseConfig
from mashumaro.mixins.dict import DataClassDictMixin

from .enums import BotName, Occasion, SendingMode


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
