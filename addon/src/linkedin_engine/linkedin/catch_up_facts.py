"""What the catch-up page shows, and what that means, without touching the page."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from itertools import pairwise
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from linkedin_engine.contract.enums import Occasion
from linkedin_engine.domain.celebrations import Celebration

from .phrases import celebrated_day, first_name_in, lateness, normalise
from .urls import CATCH_UP_PATH, LinkOccasion, SiteUrls, is_under

_BIRTHDAYS_PATH: Final = f"{CATCH_UP_PATH}/birthday"
_BIRTHDAY_SCREEN: Final = "CatchUpBirthday"
_EMPTY_HEADINGS_MAX: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonFacts(DataClassDictMixin):
    """A button of a card that may open a message."""

    label: str
    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts(DataClassDictMixin):
    """The visible parts of one item; links as they are written in the page.

    ``paragraphs`` and ``lines`` are two ways to part its text, without the buttons'.
    """

    profile_hrefs: tuple[str, ...]
    compose_hrefs: tuple[str, ...] = ()
    buttons: tuple[ButtonFacts, ...] = ()
    is_sent: bool = False
    paragraphs: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def button(self) -> ButtonFacts | None:
        """Return the one button that opens a message, where it can be told."""
        marked = [button for button in self.buttons if button.is_marked]
        candidates = marked or list(self.buttons)
        return candidates[0] if len(candidates) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUpFacts(DataClassDictMixin):
    """One look at the catch-up page, at the part of it that is mounted.

    ``others`` are items that are no cards; ``loose_signs`` counts links and icons of
    messages outside of any item; ``headings`` counts parts of the column that speak
    for themselves, as where there is nothing to show; ``opaque`` are the texts of
    parts that cannot be told. ``offset`` is how far the list is scrolled, in pixels.
    """

    path: str
    screen: str
    has_root: bool
    is_busy: bool
    is_at_end: bool
    offset: int
    cards: tuple[CardFacts, ...]
    others: tuple[CardFacts, ...]
    loose_signs: int
    headings: int
    opaque: tuple[str, ...]

    @property
    def shows_birthdays_only(self) -> bool:
        """Whether the open tab itself says that every card is a birthday."""
        of_tab = not self.screen or _BIRTHDAY_SCREEN in self.screen
        return of_tab and is_under(self.path, _BIRTHDAYS_PATH)

    @property
    def says_nobody(self) -> bool:
        """Whether the page positively shows that nobody has a birthday."""
        return (
            self.has_root
            and self.shows_birthdays_only
            and not self.is_busy
            and not (self.cards or self.others or self.loose_signs)
            and 0 < self.headings <= _EMPTY_HEADINGS_MAX
        )


class NotBirthday(Enum):
    """Why a card is no celebration of a birthday."""

    OTHER_OCCASION = auto()
    NOT_UNDERSTOOD = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPerson:
    """Whose card it is, and what its compose link says where it has one."""

    member_id: str | None
    vanity: str | None
    occasion: LinkOccasion | None = None
    suggested_text: str | None = None

    def is_of(self, celebration: Celebration) -> bool:
        """Tell whether this is the celebrated person: by id, else by vanity."""
        if self.member_id and celebration.member_id:
            return self.member_id == celebration.member_id
        return self.vanity is not None and self.vanity == celebration.vanity


def card_person(card: CardFacts, urls: SiteUrls) -> CardPerson | None:
    """Return the one person of a card; None where its links name none or several."""
    links = {urls.compose_link(href) for href in card.compose_hrefs}
    vanities = {urls.vanity_from(href) for href in card.profile_hrefs} - {None}
    profile_ids = {urls.member_id_from(href) for href in card.profile_hrefs} - {None}
    linked_ids = {link.member_id if link else "" for link in links}
    ids = linked_ids | profile_ids
    if None in links or len(links) > 1 or len(vanities) > 1 or len(ids) > 1:
        return None
    if not vanities and not profile_ids:
        return None
    link = next(iter(links), None)
    return CardPerson(
        member_id=next(iter(ids), None),
        vanity=next(iter(vanities), None),
        occasion=link.occasion if link else None,
        suggested_text=link.body if link else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """With what a card is read: the site, the day, the tab and its language."""

    urls: SiteUrls
    today: date
    language: str | None
    birthdays_only: bool

    def celebration(self, card: CardFacts) -> Celebration | NotBirthday:
        """Decide what a card is."""
        person = card_person(card, self.urls)
        if person is None or not _has_one_state(card):
            return NotBirthday.NOT_UNDERSTOOD
        if person.occasion is LinkOccasion.ACTIVITY:
            return NotBirthday.OTHER_OCCASION
        by_tab = person.occasion is None and self.birthdays_only
        if card.is_sent and not by_tab:
            return NotBirthday.OTHER_OCCASION
        if person.occasion is not LinkOccasion.BIRTHDAY and not by_tab:
            return NotBirthday.NOT_UNDERSTOOD
        told = _name_and_sentence(card)
        if told is None or not _writes_to(card, told[0]):
            return NotBirthday.NOT_UNDERSTOOD
        return self._celebration(card, person, *told)

    def _celebration(
        self, card: CardFacts, person: CardPerson, name: str, sentence: str
    ) -> Celebration:
        when = lateness(sentence, name=name, language=self.language)
        suggested = person.suggested_text or _suggestion(card.button, name)
        return Celebration(
            occasion=Occasion.BIRTHDAY,
            name=name,
            first_name=first_name_in(sentence, name=name),
            profile_url=self.urls.profile(person.vanity or person.member_id or ""),
            vanity=person.vanity,
            member_id=person.member_id,
            day=celebrated_day(when, self.today),
            sentence=sentence,
            suggested_text=suggested,
            already_sent=card.is_sent,
        )


def is_stray(item: CardFacts, urls: SiteUrls) -> bool:
    """Tell whether an item that is no card is about a member all the same.

    Advertisements link to companies, games to themselves.
    """
    members = [urls.member_id_from(href) for href in item.compose_hrefs]
    profiles = [
        urls.vanity_from(href) or urls.member_id_from(href)
        for href in item.profile_hrefs
    ]
    return any(members + profiles) or any(b.is_marked for b in item.buttons)


def _has_one_state(card: CardFacts) -> bool:
    """Tell whether the card is plainly to be sent or plainly sent."""
    if card.is_sent:
        return not card.compose_hrefs and not any(b.is_marked for b in card.buttons)
    return bool(card.compose_hrefs) or card.button is not None


def _name_and_sentence(card: CardFacts) -> tuple[str, str] | None:
    """Return the text that a picture or the message button repeats, and the next.

    Where nothing is labelled it is the first text, as on every card seen.
    """
    labels = [normalise(label) for label in card.labels]
    for texts in (card.paragraphs, card.lines):
        for text, following in pairwise(texts):
            if not labels or any(normalise(text) in label for label in labels):
                return text, following
    return None


def _writes_to(card: CardFacts, name: str) -> bool:
    """Tell whether what would be clicked is a message, where anything would be."""
    if card.is_sent or card.compose_hrefs:
        return True
    button = card.button
    return button is not None and (
        button.is_marked or _suggestion(button, name) is not None
    )


def _suggestion(button: ButtonFacts | None, name: str) -> str | None:
    """Return the button's text where its label is "Message <name>: <text>"."""
    if button is None or not button.text:
        return None
    label = normalise(button.label)
    is_suggestion = normalise(name) in label and label.endswith(normalise(button.text))
    return button.text if is_suggestion else None
