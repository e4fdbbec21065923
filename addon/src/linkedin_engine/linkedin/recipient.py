"""Who a conversation writes to, proved by id or address word, never by first name."""

from dataclasses import dataclass, replace
from enum import StrEnum
import re
from typing import Self
import unicodedata
from urllib.parse import unquote, urlsplit

from linkedin_engine.contract.enums import WishReason
from linkedin_engine.domain.celebrations import Celebration
from linkedin_engine.domain.ledger import Contact
from linkedin_engine.errors import LeaveAloneError

from .conversation_text import same_name

_MEMBER_ID = re.compile(r"ACoA[A-Za-z0-9_-]+")
_PROFILE_PATH = re.compile(r"/in/([^/?#]+)")


class Shape(StrEnum):
    """How a conversation shows itself (LINKEDIN facts: A, B and C)."""

    CONVERSATION = "conversation"
    DRAFT = "draft"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """The member who is to be written to.

    ``member_id`` is compared exactly, ``vanity`` without case. ``celebration`` is
    the card that a page shows of them now, ``suggested_text`` what LinkedIn itself
    puts into the composer.
    """

    member_id: str | None
    vanity: str | None
    name: str
    profile_url: str
    celebration: Celebration | None = None
    suggested_text: str | None = None

    @classmethod
    def of_contact(
        cls, contact: Contact, celebration: Celebration | None = None
    ) -> Self:
        """Return a contact as somebody to write to, with their card if it is shown."""
        if celebration is None:
            return cls(
                member_id=contact.member_id,
                vanity=contact.vanity,
                name=contact.name,
                profile_url=contact.profile_url,
            )
        return cls(
            member_id=contact.member_id or celebration.member_id,
            vanity=celebration.vanity or contact.vanity,
            name=celebration.name,
            profile_url=celebration.profile_url,
            celebration=celebration,
            suggested_text=celebration.suggested_text,
        )

    def taught(self, *, member_id: str, slug: str) -> Self:
        """Join what the member's own profile proves: its id and its address word.

        An id that was known must be the same, or else the address word must be;
        an address word may change in time. Raises ``LeaveAloneError`` otherwise.
        """
        is_same = (
            member_id == self.member_id
            if self.member_id is not None
            else self.vanity is not None and same_vanity(self.vanity, slug)
        )
        if not is_same:
            raise LeaveAloneError(
                WishReason.RECIPIENT_UNCONFIRMED, "the profile is somebody else's"
            )
        vanity = self.vanity if is_member_id(slug) else _plain_vanity(slug)
        return replace(self, member_id=member_id, vanity=vanity)


@dataclass(frozen=True, slots=True, kw_only=True)
class BubbleFacts:
    """What one open conversation says about its recipient, visible things only.

    ``network_ids`` are the members named by LinkedIn's own answers for it.
    """

    shape: Shape
    title_links: tuple[str, ...] = ()
    chips: tuple[str, ...] = ()
    card_links: tuple[str, ...] = ()
    network_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The conversation is this member's."""

    member_id: str
    vanity: str | None


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """The conversation is not proved; ``contradicts``: it is somebody else's."""

    detail: str
    contradicts: bool = False


def confirm(facts: BubbleFacts, target: Recipient) -> Confirmed | Unconfirmed:
    """Decide whether an open conversation is the target's (LINKEDIN facts 3.2)."""
    if target.member_id is None:
        return Unconfirmed("the member's id is not known")
    if any(seen != target.member_id for seen in facts.network_ids):
        return Unconfirmed("LinkedIn's answer names somebody else", contradicts=True)
    if facts.title_links and facts.chips:
        return Unconfirmed("it is both a conversation and a draft")
    if facts.shape is Shape.DRAFT or (
        facts.shape is Shape.PAGE and not facts.title_links
    ):
        return _confirm_draft(facts, target, target.member_id)
    return _confirm_conversation(facts, target, target.member_id)


def _confirm_conversation(
    facts: BubbleFacts, target: Recipient, member_id: str
) -> Confirmed | Unconfirmed:
    slugs = {profile_slug(href) for href in facts.title_links}
    if not slugs:
        return Unconfirmed("its title links to nobody")
    if slugs != {member_id}:
        return Unconfirmed("its title links to somebody else", contradicts=True)
    # Cards inside a thread may use the address word, which proves nothing here.
    ids = {s for s in map(profile_slug, facts.card_links) if s and is_member_id(s)}
    if ids - {member_id}:
        return Unconfirmed("its card links to somebody else", contradicts=True)
    return Confirmed(member_id, target.vanity)


def _confirm_draft(
    facts: BubbleFacts, target: Recipient, member_id: str
) -> Confirmed | Unconfirmed:
    if len(facts.chips) != 1:
        return Unconfirmed(
            f"it is addressed to {len(facts.chips)} people",
            contradicts=len(facts.chips) > 1,
        )
    if not same_name(facts.chips[0], target.name):
        return Unconfirmed("it is addressed to another name", contradicts=True)
    slugs = {profile_slug(href) for href in facts.card_links}
    if not slugs:
        return Unconfirmed("it shows no profile card")
    if not all(slug and _is_target(slug, target) for slug in slugs):
        return Unconfirmed("its card links to somebody else", contradicts=True)
    return Confirmed(member_id, target.vanity)


def _is_target(slug: str, target: Recipient) -> bool:
    if is_member_id(slug):
        return slug == target.member_id
    return target.vanity is not None and same_vanity(slug, target.vanity)


def profile_slug(href: str) -> str | None:
    """Return the word after ``/in/``, percent-decoded: a vanity or a member id."""
    found = _PROFILE_PATH.match(urlsplit(href).path)
    return unquote(found[1]) if found else None


def is_member_id(slug: str) -> bool:
    """Say whether a word is a member id, which profile addresses may also carry."""
    return _MEMBER_ID.fullmatch(slug) is not None


def same_vanity(one: str, other: str) -> bool:
    """Compare two address words as LinkedIn does: decoded, without case."""
    return _plain_vanity(one) == _plain_vanity(other)


def _plain_vanity(vanity: str) -> str:
    return unicodedata.normalize("NFC", unquote(vanity).casefold())
