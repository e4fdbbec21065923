"""A member's profile page: whose it is, and its way to write to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
import re
from typing import Any, Final, Self
from urllib.parse import urlsplit

from playwright.async_api import ElementHandle, Page

from linkedin_engine.contract.enums import WishReason
from linkedin_engine.errors import LeaveAloneError, PageChangedError

from .conversation_actions import find_all, visible_in, wait_until
from .facts import script
from .recipient import Recipient, profile_slug
from .signals import goto
from .signals_rules import classify, raise_for
from .urls import PROFILE_PATH, SiteUrls

# LINKEDIN facts: seen Oct 2026; the second is the older page.
_TOP_CARDS: Final = (
    "[componentkey*='profile.card'][componentkey$='Topcard']",
    "main section:has(h1)",
)
_MESSAGE_LINKS: Final = "a[href*='/messaging/compose']"
_MEMBER_IDS: Final = re.compile(r"ACoA[A-Za-z0-9_-]+")
_GONE_STATUSES: Final = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_GONE_PATHS: Final = ("/404", "/in/unavailable")
# "· 1st", "1er", "· 1.", "1\u00ba": the number is the same in every language.
_DEGREE: Final = re.compile(r"·\s*([1-3])[^\s\d]{0,4}|([1-3])[^\s\d]{1,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFacts:
    """What a profile's address and its top card say.

    ``link_ids`` are the members that its visible Message links write to, None for
    a link that does not name exactly one; ``degrees`` the distances it shows.
    """

    slug: str | None
    key: str
    degrees: frozenset[int]
    link_ids: tuple[str | None, ...]
    has_premium_link: bool

    @property
    def decides(self) -> bool:
        """Say whether waiting longer could not change what is learnt."""
        is_direct = self.degrees == {1}
        return bool(self.degrees) and (not is_direct or bool(self.link_ids))

    @classmethod
    def of(cls, raw: Mapping[str, Any], address: str, urls: SiteUrls) -> Self:
        """Take what ``conversation_profile.js`` returned."""
        links = [urls.compose_link(href) for href in raw["messageLinks"]]
        degrees = [_DEGREE.fullmatch(leaf) for leaf in raw["leaves"]]
        return cls(
            slug=profile_slug(urlsplit(address).path),
            key=raw["key"],
            degrees=frozenset(int(found[1] or found[2]) for found in degrees if found),
            link_ids=tuple(link.member_id if link else None for link in links),
            has_premium_link=raw["hasPremiumLink"],
        )


def learn(facts: ProfileFacts, target: Recipient) -> Recipient:
    """Return the target with what their own profile proves.

    Raises ``LeaveAloneError`` where it is not theirs, or cannot be written to.
    """
    if not facts.degrees:
        raise PageChangedError("profile", "no degree of connection")
    if facts.degrees != {1}:
        raise LeaveAloneError(WishReason.NOT_MESSAGEABLE, "it is no direct connection")
    if not facts.link_ids:
        reason = (
            WishReason.PREMIUM_REQUIRED
            if facts.has_premium_link
            else WishReason.NOT_MESSAGEABLE
        )
        raise LeaveAloneError(reason, "the profile offers no message")
    ids = set(facts.link_ids)
    member_id = ids.pop()
    if ids or member_id is None or facts.slug is None or _denies(facts.key, member_id):
        raise LeaveAloneError(
            WishReason.RECIPIENT_UNCONFIRMED, "the profile's links do not agree"
        )
    return target.taught(member_id=member_id, slug=facts.slug)


def _denies(key: str, member_id: str) -> bool:
    named = _MEMBER_IDS.findall(key)
    return bool(named) and not any(name.startswith(member_id) for name in named)


async def open_profile(
    page: Page, urls: SiteUrls, target: Recipient, seconds: float
) -> tuple[Recipient, ElementHandle]:
    """Open a member's profile; return what it proves, and its Message link.

    Raises ``LeaveAloneError`` where the member is gone, is somebody else, or cannot
    be written to, and ``PageChangedError`` where the page is not understood.
    """
    slug = target.vanity or target.member_id or profile_slug(target.profile_url)
    if slug is None:
        raise LeaveAloneError(
            WishReason.RECIPIENT_UNCONFIRMED, "neither id nor address is known"
        )
    signals = await goto(page, urls.profile(slug), expected_path=PROFILE_PATH)
    if signals.status in _GONE_STATUSES or signals.is_at(_GONE_PATHS):
        raise LeaveAloneError(WishReason.NOT_MESSAGEABLE, "the profile is gone")
    raise_for(classify(signals, expected_path_prefix=PROFILE_PATH), page="profile")
    card, facts = await _read_card(page, urls, seconds)
    learned = learn(facts, target)
    links = await visible_in(card, _MESSAGE_LINKS)
    return learned, links[0]


async def _read_card(
    page: Page, urls: SiteUrls, seconds: float
) -> tuple[ElementHandle, ProfileFacts]:
    read: list[tuple[ElementHandle, ProfileFacts]] = []

    async def is_ready() -> bool:
        card = await _top_card(page)
        if card is None:
            return False
        raw = await card.evaluate(script("conversation_profile"))
        read.append((card, ProfileFacts.of(raw, page.url, urls)))
        return read[-1][1].decides

    await wait_until(is_ready, seconds)
    if not read:
        raise PageChangedError("profile", "no top card")
    return read[-1]


async def _top_card(page: Page) -> ElementHandle | None:
    for selector in _TOP_CARDS:
        if cards := await find_all(page, selector):
            return cards[0]
    return None
