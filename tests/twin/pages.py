"""The twin's other pages: feed, checks, profiles, and places nobody should go."""

import re
from urllib.parse import quote, unquote

from aiohttp import web

from . import troubles
from .rendering import page
from .scenario import Person, Reachable, Scenario
from .state import STATE

_ID = re.compile(r"ACo[AC][\w-]+")
_BAIT = {"/premium/": "premium", "/games/": "game", "/company/": "ad"}
_STRANGER = Person(
    name="Somebody Else",
    member_id="ACoAATwinStranger000000000000000000000",
    vanity="somebody-else",
)
_ASIDE_SIZE = 3


async def index(_request: web.Request) -> web.Response:
    """Send members to their feed."""
    raise web.HTTPFound("/feed/")


async def feed(request: web.Request) -> web.Response:
    """Serve the feed."""
    return page(request, "plain.html", title="Feed")


async def network(_request: web.Request) -> web.Response:
    """Send from the network's root to its first tab."""
    raise web.HTTPFound("/mynetwork/grow/")


async def plain(request: web.Request) -> web.Response:
    """Serve a member page with nothing but the navigation."""
    return page(request, "plain.html", title=request.path.strip("/").title())


async def bait(request: web.Request) -> web.Response:
    """Serve a page that only a careless click leads to."""
    place = next(word for path, word in _BAIT.items() if request.path.startswith(path))
    request.app[STATE].record.traps.append(f"visited {place}")
    return page(request, "plain.html", title=place.title())


async def challenge(request: web.Request) -> web.Response:
    """Serve a security check."""
    return troubles.challenge(request)


async def profile(request: web.Request) -> web.Response:
    """Serve a profile by its address word; an id leads there."""
    word = unquote(request.match_info["word"])
    scenario = request.app[STATE].scenario
    if _ID.fullmatch(word) and (person := scenario.person(word)):
        raise web.HTTPFound(f"/in/{quote(person.vanity)}/")
    person = _by_vanity(scenario, word)
    if person is None:
        return page(request, "plain.html", status=404, title="Page not found")
    others = [p for p in scenario.people if p is not person][:_ASIDE_SIZE]
    return page(
        request,
        "profile.html",
        person=person,
        others=others or [_STRANGER],
        writable=person.reachable is not Reachable.NO_BUTTON,
    )


def _by_vanity(scenario: Scenario, word: str) -> Person | None:
    wanted = word.casefold()
    return next((p for p in scenario.people if p.vanity.casefold() == wanted), None)


def add_routes(app: web.Application) -> None:
    """Add these pages to the twin's server."""
    app.add_routes(
        [
            web.get("/", index),
            web.get("/feed/", feed),
            web.get("/feed", feed),
            web.get("/mynetwork/", network),
            web.get("/mynetwork/grow/", plain),
            web.get("/jobs/", plain),
            web.get("/notifications/", plain),
            web.get("/uas/loop", troubles.loop),
            web.get("/checkpoint/challenge/{id}/{kind}", challenge),
            web.get("/in/{word}/", profile),
            web.get("/in/{word}", profile),
        ]
    )
    for path in _BAIT:
        app.router.add_get(f"{path}{{rest:.*}}", bait)
