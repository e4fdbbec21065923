"""LinkedIn's addresses: built for one site, and read back into what they carry."""

from dataclasses import dataclass
from enum import Enum, auto
import re
from typing import Final
import unicodedata
from urllib.parse import (
    SplitResult,
    parse_qs,
    quote,
    unquote,
    urlencode,
    urljoin,
    urlsplit,
)

CATCH_UP_PATH: Final = "/mynetwork/catch-up"
COMPOSE_PATH: Final = "/messaging/compose"
PROFILE_PATH: Final = "/in"
LOGIN_PATH: Final = "/login"
FEED_PATH: Final = "/feed"

# Who asks whether somebody is human on LinkedIn's behalf while they log in. Arkose,
# seen in saved pages to Oct 2026: https://developer.arkoselabs.com/docs/domain-policy;
# reCAPTCHA: https://developers.google.com/recaptcha/docs/faq
CAPTCHA_HOSTS: Final = (
    "*.arkoselabs.com",
    "www.google.com",
    "www.gstatic.com",
    "www.recaptcha.net",
)

_MEMBER_ID = re.compile(r"ACoA[A-Za-z0-9_-]+")
_PROFILE_URN = "urn:li:fsd_profile:"
_BIRTHDAY_URN = "urn:li:prop:(BIRTHDAY,"
_ACTIVITY_URN = "urn:li:activity:"


class LinkOccasion(Enum):
    """What a compose link says it is about; jobs and anniversaries are activities."""

    BIRTHDAY = auto()
    ACTIVITY = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposeLink:
    """A link that opens a new message to exactly one member.

    ``body`` is LinkedIn's own suggestion, None where the link has none.
    """

    member_id: str
    occasion: LinkOccasion
    body: str | None


class SiteUrls:
    """The addresses of the site at ``base_url``; other hosts are not LinkedIn."""

    def __init__(self, base_url: str) -> None:
        """Take the site's origin, such as ``https://www.linkedin.com``."""
        self.base = base_url.rstrip("/")
        self._netloc = urlsplit(self.base).netloc.lower()

    @property
    def feed(self) -> str:
        """Return the address of the start page."""
        return f"{self.base}{FEED_PATH}/"

    @property
    def login(self) -> str:
        """Return the address of the form that asks for address and password."""
        return f"{self.base}{LOGIN_PATH}"

    @property
    def birthdays(self) -> str:
        """Return the address of the catch-up page's birthdays tab."""
        return f"{self.base}{CATCH_UP_PATH}/birthday/"

    @property
    def catch_up_all(self) -> str:
        """Return the address of the catch-up page with all occasions."""
        return f"{self.base}{CATCH_UP_PATH}/all/"

    def profile(self, vanity_or_id: str) -> str:
        """Return the address of a profile; a member id works like a vanity."""
        return f"{self.base}{PROFILE_PATH}/{quote(vanity_or_id, safe='')}/"

    def compose(self, member_id: str) -> str:
        """Return the address of the full page that writes to one member.

        Both keys are needed: either alone may open a composer without recipient.
        """
        query = {"profileUrn": _PROFILE_URN + member_id, "recipient": member_id}
        return f"{self.base}{COMPOSE_PATH}/?{urlencode(query)}"

    def path_of(self, href: str | None) -> str | None:
        """Return the path of a link of this site; None for any other link."""
        parts = self._split(href)
        return None if parts is None else parts.path

    def member_id_from(self, href: str | None) -> str | None:
        """Return the one member id in a compose or profile link of this site."""
        parts = self._split(href)
        if parts is None:
            return None
        slug = _profile_slug(parts.path)
        if slug is not None:
            return slug if _MEMBER_ID.fullmatch(slug) else None
        return _only_member_id(parse_qs(parts.query))

    def vanity_from(self, href: str | None) -> str | None:
        """Return the vanity of a profile link, comparable; None for a member id."""
        parts = self._split(href)
        slug = None if parts is None else _profile_slug(parts.path)
        if slug is None or _MEMBER_ID.fullmatch(slug):
            return None
        return unicodedata.normalize("NFC", slug.casefold())

    def compose_link(self, href: str | None) -> ComposeLink | None:
        """Return what a compose link says; None where its members disagree."""
        parts = self._split(href)
        if parts is None or not is_under(parts.path, COMPOSE_PATH):
            return None
        query = parse_qs(parts.query)
        member_id = _only_member_id(query)
        if member_id is None:
            return None
        return ComposeLink(
            member_id=member_id,
            occasion=_occasion(query.get("propUrn", [])),
            body=query.get("body", [None])[0],
        )

    def _split(self, href: str | None) -> SplitResult | None:
        if not href:
            return None
        try:
            parts = urlsplit(urljoin(f"{self.base}/", href.strip()))
        except ValueError:
            return None
        of_site = parts.scheme in {"http", "https"}
        return parts if of_site and parts.netloc.lower() == self._netloc else None


def is_under(path: str, prefix: str) -> bool:
    """Tell whether a path is the prefix or lies below it, word by word."""
    prefix = prefix.rstrip("/")
    return path == prefix or path.startswith(f"{prefix}/")


def _profile_slug(path: str) -> str | None:
    if not is_under(path, PROFILE_PATH):
        return None
    slug = path.removeprefix(PROFILE_PATH).strip("/").split("/")[0]
    return unquote(slug) or None


def _only_member_id(query: dict[str, list[str]]) -> str | None:
    named = query.get("recipient", []) + query.get("profileUrn", [])
    ids = {value.removeprefix(_PROFILE_URN) for value in named}
    if len(ids) != 1:
        return None
    member_id = ids.pop()
    return member_id if _MEMBER_ID.fullmatch(member_id) else None


def _occasion(urns: list[str]) -> LinkOccasion:
    kinds = {
        LinkOccasion.BIRTHDAY: _BIRTHDAY_URN,
        LinkOccasion.ACTIVITY: _ACTIVITY_URN,
    }
    found = [k for k, urn in kinds.items() if any(u.startswith(urn) for u in urns)]
    return found[0] if len(found) == 1 else LinkOccasion.NONE
