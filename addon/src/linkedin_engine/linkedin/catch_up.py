"""The catch-up page: everybody's birthday cards, and the card of one person."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from playwright.async_api import Locator, Page

from linkedin_engine.domain.celebrations import Celebration
from linkedin_engine.errors import PageChangedError

from .catch_up_facts import (
    CardFacts,
    CatchUpFacts,
    NotBirthday,
    Reading,
    card_person,
    is_stray,
)
from .catch_up_page import CLICK_MILLISECONDS, PAGE, CatchUpPage, Pause
from .facts import translated
from .patience import Patience
from .urls import SiteUrls

CARDS_MAX: Final = 600
_PATIENCE: Final = Patience()

type Enough = Callable[[list[Celebration]], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthdayPage:
    """Everybody that the page celebrates, in its order.

    ``language`` is that of the interface; ``not_understood`` counts cards that could
    not be read.
    """

    celebrations: tuple[Celebration, ...]
    language: str | None
    not_understood: int


@dataclass(slots=True)
class _Collection:
    """What was seen so far on a page that takes earlier cards away."""

    reading: Reading
    celebrations: list[Celebration] = field(default_factory=list)
    others: set[tuple[str, ...]] = field(default_factory=set)
    not_understood: set[tuple[str, ...]] = field(default_factory=set)
    _known: set[str] = field(default_factory=set)

    @property
    def size(self) -> int:
        return len(self.celebrations) + len(self.others) + len(self.not_understood)

    def add(self, facts: CatchUpFacts) -> bool:
        """Take in what is mounted; tell whether anything of it is new."""
        before = self.size
        for card in facts.cards:
            self._add_card(card)
        urls = self.reading.urls
        strays = (item for item in facts.others if is_stray(item, urls))
        self.not_understood.update(s.profile_hrefs or s.lines for s in strays)
        self.not_understood.update((text,) for text in facts.opaque)
        return self.size > before

    def _add_card(self, card: CardFacts) -> None:
        match self.reading.celebration(card):
            case NotBirthday.OTHER_OCCASION:
                self.others.add(card.profile_hrefs + card.lines)
            case NotBirthday.NOT_UNDERSTOOD:
                self.not_understood.add(card.profile_hrefs or card.lines)
            case celebration:
                # It may have been seen before it was complete.
                self.not_understood.discard(card.profile_hrefs)
                self._add_celebration(celebration)

    def _add_celebration(self, celebration: Celebration) -> None:
        # A sent card has only the vanity, so either one is enough.
        keys = {k for k in (celebration.member_id, celebration.vanity) if k}
        if self._known.isdisjoint(keys):
            self.celebrations.append(celebration)
        self._known |= keys

    def check(self) -> None:
        """Raise where so much is not understood that the rest proves nothing."""
        understood = len(self.celebrations) + len(self.others)
        if self.not_understood and len(self.not_understood) >= understood:
            raise PageChangedError(
                PAGE, f"{len(self.not_understood)} cards could not be read"
            )


async def read_birthdays(
    page: Page,
    urls: SiteUrls,
    *,
    today: date,
    pause: Pause,
    enough: Enough | None = None,
    patience: Patience = _PATIENCE,
) -> BirthdayPage:
    """Open the birthdays tab and read it to its end, or until it is ``enough``.

    ``pause`` is awaited between two scrolls. Raises ``PageChangedError`` where
    nothing on the page proves what it shows.
    """
    view = CatchUpPage(page, urls, pause=pause, patience=patience)
    language = await view.open()
    facts = await view.first_look()
    collection = _Collection(
        Reading(
            urls=urls,
            today=today,
            language=language,
            birthdays_only=facts.shows_birthdays_only,
        )
    )
    collection.add(facts)
    while 0 < collection.size < CARDS_MAX:
        if enough is not None and enough(collection.celebrations):
            break
        await view.scroll_on()
        if not await view.brings(collection.add):
            break
    collection.check()
    return BirthdayPage(
        celebrations=tuple(collection.celebrations),
        language=language,
        not_understood=len(collection.not_understood),
    )


async def find_card(
    page: Page,
    urls: SiteUrls,
    celebration: Celebration,
    *,
    pause: Pause,
    patience: Patience = _PATIENCE,
) -> Locator | None:
    """Bring this person's card into view and return what opens its message.

    The page is opened where it is not, and read from the top. None where the card
    is gone, already sent, or no longer this person's.
    """
    view = CatchUpPage(page, urls, pause=pause, patience=patience)
    if not view.is_open:
        await view.open()
    await view.first_look()
    await view.scroll_to_top()
    seen: set[CardFacts] = set()

    def shows_another(facts: CatchUpFacts) -> bool:
        return not seen.issuperset(facts.cards)

    while len(seen) < CARDS_MAX and await view.brings(shows_another):
        facts = await view.look()
        card = _card_of(facts, urls, celebration)
        if card is not None:
            return await _opener(view, card, celebration)
        seen.update(facts.cards)
        await view.scroll_on()
    return None


async def card_is_sent(
    page: Page, urls: SiteUrls, celebration: Celebration
) -> bool | None:
    """Tell whether the mounted card of this person says sent; None without one."""
    view = CatchUpPage(page, urls, pause=_at_once, patience=_PATIENCE)
    facts = await view.look()
    card = _card_of(facts, urls, celebration)
    return None if card is None else card.is_sent and not card.compose_hrefs


async def _at_once() -> None:
    """Pause for no time."""


def _card_of(
    facts: CatchUpFacts, urls: SiteUrls, celebration: Celebration
) -> CardFacts | None:
    """Return the one mounted card of this person's birthday."""
    found = [
        card
        for card in facts.cards
        if (person := card_person(card, urls)) is not None and person.is_of(celebration)
    ]
    return found[0] if len(found) == 1 else None


async def _opener(
    view: CatchUpPage, card: CardFacts, celebration: Celebration
) -> Locator | None:
    """Return the card's link or button, looked at again once it is in view."""
    locator = _locator(view.page, card)
    if locator is None or card.is_sent:
        return None
    with translated():
        if await locator.count() != 1:
            return None
        await locator.scroll_into_view_if_needed(timeout=CLICK_MILLISECONDS)
    now = _card_of(await view.look(), view.urls, celebration)
    is_same = now is not None and (now.compose_hrefs, now.button) == (
        card.compose_hrefs,
        card.button,
    )
    with translated():
        return locator if is_same and await locator.count() == 1 else None


def _locator(page: Page, card: CardFacts) -> Locator | None:
    if card.compose_hrefs:
        return page.locator(_with_attribute("a", "href", card.compose_hrefs[0]))
    if card.button is None:
        return None
    owner = page.locator(_with_attribute("a", "href", card.profile_hrefs[0]))
    holder = page.locator('[role="listitem"], article, li').filter(has=owner).last
    if card.button.label:
        return holder.locator(
            _with_attribute("button", "aria-label", card.button.label)
        )
    return holder.get_by_role("button", name=card.button.text, exact=True)


def _with_attribute(tag: str, name: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{tag}[{name}="{escaped}"]:visible'
