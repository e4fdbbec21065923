"""Who may ask: a bearer of the token, or Home Assistant's Supervisor."""

from ipaddress import IPv6Address, ip_address
from typing import Protocol
from urllib.parse import urlsplit

from aiohttp import hdrs, web

from .failures import HttpError
from .token import is_token

# The Supervisor's address on Home Assistant's internal network, from which alone
# ingress requests come.
# https://developers.home-assistant.io/docs/apps/presentation/#ingress
SUPERVISOR = "172.30.32.2"
_USER = "X-Remote-User-Id"
_FETCH_SITE = "Sec-Fetch-Site"
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({hdrs.METH_GET, hdrs.METH_HEAD, hdrs.METH_OPTIONS})
_IPV6_SITE_BITS = 64


class Guard(Protocol):
    """Decides about a request before anything else looks at it."""

    def check(self, request: web.Request) -> None:
        """Raise ``HttpError`` where the request may not be answered."""

    def client(self, request: web.Request) -> str:
        """Return under what name the request counts against the rate limit."""

    def is_limited(self, request: web.Request) -> bool:
        """Whether the request counts at all."""


class TokenGuard:
    """Wants the token in the header, and nowhere else."""

    def __init__(self, token: str) -> None:
        """Take the token that holds."""
        self._token = token

    def check(self, request: web.Request) -> None:
        """Refuse a missing, wrong or doubled token."""
        shown = request.headers.getall(hdrs.AUTHORIZATION, ())
        scheme, _, token = shown[0].partition(" ") if len(shown) == 1 else ("",) * 3
        if scheme.lower() != "bearer" or not is_token(token.strip(), self._token):
            raise HttpError(
                401,
                headers={hdrs.WWW_AUTHENTICATE: 'Bearer realm="linkedin-auto"'},
                closes=True,
            )

    def client(self, request: web.Request) -> str:
        """Return the address at the other end."""
        return peer(request)

    def is_limited(self, request: web.Request) -> bool:  # noqa: ARG002 - of the protocol
        """Count everything: guessing a token must not be quick anywhere."""
        return True


class IngressGuard:
    """Trusts one address; a header proves nothing."""

    def __init__(self, *, trusts_loopback: bool = False) -> None:
        """Trust the Supervisor, and this machine itself only for development."""
        self._trusts_loopback = trusts_loopback

    def check(self, request: web.Request) -> None:
        """Refuse other addresses, and other sites in the person's browser."""
        address = peer(request)
        if address != SUPERVISOR:
            if not (self._trusts_loopback and ip_address(address).is_loopback):
                raise HttpError(403, closes=True)
            _refuse_rebound_name(request)
        if request.method not in SAFE_METHODS or is_websocket(request):
            refuse_other_sites(request)

    def client(self, request: web.Request) -> str:
        """Return the person for whom the Supervisor asks, as it says."""
        return request.headers.get(_USER) or peer(request)

    def is_limited(self, request: web.Request) -> bool:
        """Count calls, and not the files that make up a page."""
        return request.path.startswith("/api/") or request.path == "/metrics"


def peer(request: web.Request) -> str:
    """Return the address of the connection itself; of IPv6, the network's part.

    Whoever has one address of IPv6 has the other addresses of that network too.
    """
    transport = request.transport
    name = None if transport is None else transport.get_extra_info("peername")
    if not name:
        raise HttpError(403, closes=True)
    address = ip_address(str(name[0]).partition("%")[0])
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    if address.is_loopback:
        return str(address)
    low = 128 - _IPV6_SITE_BITS
    return str(IPv6Address(int(address) >> low << low))


def refuse_other_sites(request: web.Request) -> None:
    """Refuse what another site made the browser send (CSRF, foreign WebSockets).

    Browsers tell over https where a request comes from; over http there is only
    ``Origin``, which then has to be this site's own.
    """
    site = request.headers.get(_FETCH_SITE)
    if site is not None:
        allowed = site in {"same-origin", "none"}
    else:
        origin = request.headers.get(hdrs.ORIGIN)
        own = {
            request.headers.get(hdrs.HOST, "").lower(),
            request.headers.get(hdrs.X_FORWARDED_HOST, "").lower(),
        } - {""}
        allowed = origin is None or _authority(origin) in own
    if not allowed:
        raise HttpError(
            403, code="cross_site", message="Another site asked; it may not."
        )


def _refuse_rebound_name(request: web.Request) -> None:
    """Refuse a foreign name that was made to point at this machine."""
    try:
        name = urlsplit(f"//{request.headers.get(hdrs.HOST, '')}").hostname
    except ValueError:
        name = None
    if name not in _LOCAL_NAMES:
        raise HttpError(
            403, code="cross_site", message="Use localhost to reach this page."
        )


def _authority(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def is_websocket(request: web.Request) -> bool:
    """Whether the request wants to become a WebSocket."""
    return hdrs.UPGRADE in request.headers
