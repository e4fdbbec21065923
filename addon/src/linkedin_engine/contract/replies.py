"""What the engine answers, beside the snapshot in ``state``."""

from dataclasses import dataclass, field
from datetime import date, datetime

from mashumaro.mixins.dict import DataClassDictMixin

from .enums import Occasion, WishReason, WishState
from .models import WishReport
from .requests import TemplateItem
from .state import RunSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Health(DataClassDictMixin):
    """``status`` is ``ok``, ``starting`` or ``stopping``."""

    status: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WishItem(DataClassDictMixin):
    """One wish of the ledger, with the times of its way."""

    id: int
    contact_id: int
    member_id: str | None
    profile_url: str
    name: str
    occasion: Occasion
    day: date
    days_late: int
    state: WishState
    text: str
    reason: WishReason | None
    edited: bool
    created_at: datetime
    approved_at: datetime | None
    sent_at: datetime | None
    run_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WishPage(DataClassDictMixin):
    """Wishes, newest first; ``next_before`` asks for the page after."""

    wishes: tuple[WishItem, ...]
    next_before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactItem(DataClassDictMixin):
    """One person. ``birthday`` is "MM-DD" once it was seen."""

    id: int
    member_id: str | None
    profile_url: str
    name: str
    first_name: str | None
    greeting: str
    language: str | None
    own_text: str | None
    blocked: bool
    birthday: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPage(DataClassDictMixin):
    """People by name; ``next_after`` asks for the page after."""

    contacts: tuple[ContactItem, ...]
    next_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage(DataClassDictMixin):
    """Runs, newest first."""

    runs: tuple[RunSummary, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDetail(DataClassDictMixin):
    """A run with the wishes it touched."""

    run: RunSummary
    wishes: tuple[WishReport, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateProblem(DataClassDictMixin):
    """What is wrong with a text; ``line`` counts from 1."""

    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewReply(DataClassDictMixin):
    """A rendered text, or why it cannot be rendered."""

    text: str | None
    problems: tuple[TemplateProblem, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesReply(DataClassDictMixin):
    """The templates that hold, and which of them are built in."""

    templates: tuple[TemplateItem, ...]
    built_in: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorBody(DataClassDictMixin):
    """``field`` names the bad input."""

    code: str
    message: str
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorReply(DataClassDictMixin):
    """Every error, with a fitting HTTP status."""

    error: ErrorBody
