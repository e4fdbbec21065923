"""The cards of the catch-up pages: who is on them, in which order, in which words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, zip_longest
from urllib.parse import quote, quote_plus

from . import invented
from .languages import Language, Sentence, language
from .rendering import key
from .scenario import Change, Person, Variant
from .state import TwinState

PILLS = ("all", "job_changes", "birthday", "work_anniversaries", "education")
"""Address words of the tabs, in the order of the page."""

_OCCASION_OF_PILL = {
    "job_changes": "job_change",
    "birthday": "birthday",
    "work_anniversaries": "work_anniversary",
}
_EMPLOYMENT = {"years": 3, "org": "Example Works", "role": "Engineer"}
_LAST = 10_000
"""Where a day that nobody knows stands, in days ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What one card shows, ready for its template."""

    person: Person
    index: int
    sentence: Sentence
    wish: str
    call: str
    picture: str
    compose: str
    profile: str
    sent: bool
    recognisable: bool
    linked: bool
    becomes: dict[str, str] | None

    def key(self, part: str) -> str:
        """Return the component key of one part of the card."""
        return key(f"{part}/{self.person.member_id}")


def people_on(state: TwinState, pill: str) -> list[Person]:
    """Return who is on a tab: today's first, then the latest; kinds mixed on all."""
    shown = sorted((p for p in state.scenario.people if p.card), key=_days_ago)
    if pill in _OCCASION_OF_PILL:
        return [p for p in shown if p.occasion == _OCCASION_OF_PILL[pill]]
    if pill != "all":
        return []
    return _mixed(
        [p for p in shown if p.occasion == "birthday"],
        [p for p in shown if p.occasion != "birthday"],
    )


def cards(state: TwinState, pill: str, origin: str) -> list[Card]:
    """Return all cards of a tab."""
    received = {m.member_id for m in state.record.messages}
    if not state.scenario.remembers_sent:
        received = set()
    return [
        _card(state, person, index=index, origin=origin, received=received)
        for index, person in enumerate(people_on(state, pill))
    ]


def _card(
    state: TwinState, person: Person, *, index: int, origin: str, received: set[str]
) -> Card:
    scenario = state.scenario
    words = language(scenario.language)
    today = state.now().date()
    wish = _wish(words, person)
    return Card(
        person=person,
        index=index,
        sentence=sentence(words, person, today),
        wish=wish,
        call=words.call.format(name=person.name, wish=wish),
        picture=words.picture.format(name=person.name),
        compose=compose_link(person, wish),
        profile=f"{origin}/in/{quote(person.vanity)}/",
        sent=person.card_sent or person.member_id in received,
        recognisable=scenario.changed is not Change.HALF or index % 2 == 0,
        linked=scenario.changed is not Change.NO_LINKS,
        becomes=_becomes(state, person, origin),
    )


def sentence(words: Language, person: Person, today: date) -> Sentence:
    """Return what the card says about the person's day."""
    if person.occasion != "birthday":
        employment = {
            "job_change": words.job,
            "work_anniversary": words.anniversary,
        }[person.occasion]
        return Sentence(before=employment.format(**_EMPLOYMENT))
    templates = {
        "today": words.today,
        0: words.today,
        "unknown": words.unknown,
        "unknown_digits": words.unknown_digits,
    }
    ago = person.day if isinstance(person.day, int) else 0
    template = templates.get(person.day, words.late)
    day = today - timedelta(days=ago)
    return words.sentence(template, first=person.first_name, day=day)


def compose_link(person: Person, wish: str) -> str:
    """Return where a card's call leads (LINKEDIN facts: seen Nov 2025 to Apr 2026).

    The id within ``propUrn`` is another one than the recipient's.
    """
    occasion = invented.opaque_id(f"occasion/{person.member_id}")
    prop = f"urn:li:prop:(BIRTHDAY,_01{occasion})"
    if person.occasion != "birthday":
        prop = f"urn:li:activity:{int.from_bytes(occasion.encode()) % 10**19}"
    values = {
        "profileUrn": f"urn:li:fsd_profile:{person.member_id}",
        "recipient": person.member_id,
        "propUrn": prop,
        "body": wish,
        "workflowId": f"msg-sent-workflow-auto-binding-{key(prop)}",
        "interop": "msgOverlay",
    }
    query = "&".join(f"{name}={quote_plus(value)}" for name, value in values.items())
    return f"/messaging/compose/?{query}"


def root_name(pill: str) -> str:
    """Return the screen that a tab's root names."""
    words = "".join(word.title() for word in pill.split("_"))
    return f"com.linkedin.sdui.flagshipnav.mynetwork.CatchUp{words}"


def menu_tag(variant: Variant) -> str:
    """Return the tag of a card's menu, which became a link in April 2026."""
    return "a" if variant is Variant.OVERLAY_PLAIN else "button"


def _wish(words: Language, person: Person) -> str:
    wishes = {
        "job_change": words.job_wish,
        "work_anniversary": words.anniversary_wish,
    }
    if person.occasion in wishes:
        return wishes[person.occasion].format(**_EMPLOYMENT)
    return words.wish_late if 0 < _days_ago(person) < _LAST else words.wish_today


def _becomes(state: TwinState, person: Person, origin: str) -> dict[str, str] | None:
    other = state.scenario.person(person.becomes) if person.becomes else None
    if other is None:
        return None
    return {
        "memberId": other.member_id,
        "oldName": person.name,
        "name": other.name,
        "oldFirst": person.first_name,
        "first": other.first_name,
        "profile": f"{origin}/in/{quote(other.vanity)}/",
    }


def _days_ago(person: Person) -> int:
    if isinstance(person.day, int):
        return person.day
    return 0 if person.day == "today" else _LAST


def _mixed(one: Sequence[Person], two: Sequence[Person]) -> list[Person]:
    pairs: Iterable[tuple[Person | None, Person | None]] = zip_longest(one, two)
    return [person for person in chain.from_iterable(pairs) if person is not None]
