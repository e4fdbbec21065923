"""Scenarios: what the twin shows and what goes wrong, as data."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
import tomllib
from typing import Any, override

from mashumaro.mixins.dict import DataClassDictMixin

from . import invented

SCENARIOS = Path(__file__).parent / "scenarios"


class Variant(StrEnum):
    """The variants of the catch-up page that accounts see."""

    EMBER = "v1"
    DIALOG = "v2"
    OVERLAY = "v3"
    OVERLAY_PLAIN = "v3_plain"


class Obstacle(StrEnum):
    """What stands in the way of a document instead of the page asked for."""

    AUTHWALL = "authwall"
    LOGIN = "login"
    ACCOUNT_PICKER = "account_picker"
    REDIRECT_LOOP = "redirect_loop"
    CHECKPOINT = "checkpoint"
    CAPTCHA = "captcha"
    CODE = "code"
    DEVICE_APPROVAL = "device_approval"
    RESTRICTED = "restricted"
    RATE_LIMIT = "rate_limit"
    TOO_MANY_REQUESTS = "too_many_requests"
    REQUEST_DENIED = "request_denied"
    BLANK = "blank"
    SERVER_ERROR = "server_error"
    DROP = "drop"


class SendFault(StrEnum):
    """What happens to a message when Send is clicked."""

    NONE = "none"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    LOST = "lost"
    SILENT = "silent"
    LIMIT_DIALOG = "limit_dialog"


class Change(StrEnum):
    """A change of LinkedIn's that leaves the catch-up page hard to recognise."""

    NONE = ""
    NO_ROOT = "no_root"
    NO_ROLES = "no_roles"
    NO_LINKS = "no_links"
    NO_ICONS = "no_icons"
    FOREIGN_PAGE = "foreign_page"
    HALF = "half"


class Reachable(StrEnum):
    """Whether a member can be written to; ``no_button``: not from the profile."""

    YES = "yes"
    NO_BUTTON = "no_button"
    NO_COMPOSER = "no_composer"
    PREMIUM = "premium"
    PAID_INMAIL = "paid_inmail"
    UNKNOWN_DIALOG = "unknown_dialog"


@dataclass(kw_only=True)
class Line(DataClassDictMixin):
    """A message already in a conversation, ``days_ago`` before the scenario's now."""

    text: str
    mine: bool = False
    days_ago: float = 1.0
    recalled: bool = False


@dataclass(kw_only=True)
class Person(DataClassDictMixin):
    """A connection and their card.

    ``day`` is ``today``, a number of days ago (negative: in the future), or
    ``unknown`` or ``unknown_digits`` for a sentence that nobody knows. ``opens`` is
    the member whose conversation the card really opens (a redirected link);
    ``becomes`` is the member into whom the card changes between reading and
    clicking. Both take a member id or the name of another person. Ids, address
    words and first names left empty are derived, the same on every run.
    """

    name: str
    first_name: str = ""
    member_id: str = ""
    vanity: str = ""
    day: str | int = "today"
    occasion: str = "birthday"
    card: bool = True
    card_sent: bool = False
    degree: int = 1
    thread: list[Line] = field(default_factory=list)
    draft: str = ""
    reachable: Reachable = Reachable.YES
    fault: SendFault = SendFault.NONE
    opens: str = ""
    becomes: str = ""
    in_crowd: bool = False


@dataclass(kw_only=True)
class OpenBubble(DataClassDictMixin):
    """A bubble that LinkedIn restored before anything was clicked."""

    member_id: str
    minimized: bool = False
    draft: str = ""


@dataclass(kw_only=True)
class Trouble(DataClassDictMixin):
    """An obstacle on documents whose path starts with ``path``, from ``after`` on.

    ``after`` counts documents served on such paths, ``after_sent`` messages
    received, before the trouble starts; ``times`` is how often it happens, 0 for
    ever.
    """

    obstacle: Obstacle
    path: str = "/"
    after: int = 0
    after_sent: int = 0
    times: int = 0


@dataclass(kw_only=True)
class Scenario(DataClassDictMixin):
    """Everything the twin needs to know to play one situation.

    ``deletes_dead_session``: a wrong ``li_at`` is answered with one that says
    "delete me". ``remembers_sent``: somebody who received a message has a sent
    card on the next load. ``login_checks`` come between password and feed, each
    ``captcha`` or ``code`` (right is ``login_code``).
    """

    title: str = ""
    now: datetime | None = None
    language: str = "en"
    variant: Variant = Variant.OVERLAY_PLAIN
    li_at: str = "AQEDATwinSessionCookieThatIsLongEnoughToLookReal0000"
    owner_name: str = "Owner Example"
    owner_id: str = "ACoAATwinOwner00000000000000000000000000"
    people: list[Person] = field(default_factory=list)
    crowd: int = 0
    crowd_late_days: int = 0
    page_size: int = 10
    automatic_pages: int = 3
    keep_mounted: int = 0
    games: bool = True
    ads: bool = False
    empty_state: bool = True
    changed: Change = Change.NONE
    surface: str = "overlay"
    enter_to_send: bool = False
    open_bubbles: list[OpenBubble] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    latency_ms: int = 0
    typing_latency_ms: int = 0
    nag: bool = False
    keeps_hidden_thread: bool = False
    promotes_after_send: bool = False
    rotate_cookies: bool = False
    deletes_dead_session: bool = True
    remembers_sent: bool = True
    login_checks: list[str] = field(default_factory=list)
    login_code: str = "204816"

    def __post_init__(self) -> None:
        """Fill in what the people's entries leave open, and gather the crowd."""
        if self.now is not None and self.now.tzinfo is None:
            self.now = self.now.replace(tzinfo=UTC)
        self._complete()

    def merge(self, changes: dict[str, Any]) -> None:
        """Take over the given keys, as the same scenario from then on."""
        fresh = Scenario.from_dict(changes)
        if "people" not in changes:
            fresh.people = [p for p in self.people if not p.in_crowd]
        for key in changes.keys() - {"people"}:
            setattr(self, key, getattr(fresh, key))
        self.people = [p for p in fresh.people if not p.in_crowd]
        self._complete()

    def _complete(self) -> None:
        wanted = self.crowd - sum(p.in_crowd for p in self.people)
        for made in invented.crowd(wanted, self.crowd_late_days):
            day = made.days_ago or "today"
            self.people.append(Person(name=made.name, day=day, in_crowd=True))
        seen: Counter[str] = Counter()
        for person in self.people:
            number = seen[person.name]
            seen[person.name] += 1
            person.first_name = person.first_name or invented.first_name(person.name)
            person.member_id = person.member_id or invented.member_id(
                person.name, number
            )
            person.vanity = person.vanity or invented.vanity(person.name, number)
        ids = {p.name: p.member_id for p in reversed(self.people)}
        for person in self.people:
            person.opens = ids.get(person.opens, person.opens)
            person.becomes = ids.get(person.becomes, person.becomes)

    @classmethod
    @override
    def __pre_deserialize__(cls, d: dict[Any, Any]) -> dict[Any, Any]:
        """Accept the date-times that TOML already reads."""
        now = d.get("now")
        return d | {"now": now.isoformat()} if isinstance(now, datetime) else d

    def person(self, member_id: str) -> Person | None:
        """Return the person with this member id."""
        return next((p for p in self.people if p.member_id == member_id), None)


def load(name: str, **changes: Any) -> Scenario:
    """Read a scenario by the name of its file, with some keys changed."""
    path = SCENARIOS / f"{name}.toml"
    with path.open("rb") as file:
        data = tomllib.load(file)
    return Scenario.from_dict(data | changes)
