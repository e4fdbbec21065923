"""The catch-up pages and the pager that brings their further cards."""

import json
from typing import Any

from aiohttp import web

from .cards import PILLS, Card, cards, menu_tag, root_name
from .rendering import fragment, origin, page
from .scenario import Change, Variant
from .state import STATE

_TEMPLATES = {
    Variant.EMBER: "catchup_ember.html",
    Variant.DIALOG: "catchup_sdui.html",
    Variant.OVERLAY: "catchup_sdui.html",
    Variant.OVERLAY_PLAIN: "catchup_sdui.html",
}
PAGER = "com.linkedin.sdui.pagers.mynetwork.addaNurtureCards"


def add_routes(app: web.Application) -> None:
    """Add the catch-up pages to the twin's server."""
    for slash in ("", "/"):
        app.router.add_get(f"/mynetwork/catch-up/{{pill}}{slash}", catch_up)
    app.router.add_post("/flagship-web/rsc-action/actions/pagination", more_cards)


async def catch_up(request: web.Request) -> web.Response:
    """Serve the first cards of a tab."""
    pill = request.match_info["pill"]
    if pill not in PILLS:
        raise web.HTTPNotFound
    scenario = request.app[STATE].scenario
    if scenario.changed is Change.FOREIGN_PAGE:
        return page(request, "foreign.html")
    context = _context(request, pill)
    found: list[Card] = context["every"]
    first = found[: scenario.page_size]
    return page(
        request,
        _TEMPLATES[scenario.variant],
        cards=first,
        more=len(found) > len(first),
        pills=PILLS,
        root=root_name(pill),
        rehydration=_rehydration(pill, first),
        **context,
    )


async def more_cards(request: web.Request) -> web.Response:
    """Answer the pager: the next cards as markup, and where to go on."""
    asked: dict[str, Any] = json.loads(await request.text())
    context = _context(request, str(asked["nurturePill"]))
    found: list[Card] = context["every"]
    start = int(asked["startIndex"])
    end = start + request.app[STATE].scenario.page_size
    html = fragment(request, "cards_page.html", cards=found[start:end], **context)
    return web.json_response({"html": html, "next": end if end < len(found) else None})


def _context(request: web.Request, pill: str) -> dict[str, Any]:
    scenario = request.app[STATE].scenario
    return {
        "every": cards(request.app[STATE], pill, origin(request)),
        "pill": pill,
        "menu_tag": menu_tag(scenario.variant),
        "named": scenario.variant is Variant.OVERLAY,
        "rooted": scenario.changed is not Change.NO_ROOT,
        "roles": scenario.changed is not Change.NO_ROLES,
        "icons": scenario.changed is not Change.NO_ICONS,
    }


def _rehydration(pill: str, first: list[Card]) -> list[str]:
    """Return the rows of the script that a page with links brings its cards with."""
    rows: list[dict[str, Any]] = [
        {
            "$type": "proto.sdui.components.NurtureControlMenu",
            "actorUrn": f"urn:li:member:{100_000 + card.index}",
            "profileId": card.person.member_id,
            "firstName": card.person.first_name,
            "lastName": card.person.name.removeprefix(card.person.first_name).strip(),
        }
        for card in first
    ]
    payload = {"nurturePill": pill.title(), "startIndex": len(first)}
    rows.append({"pagerId": PAGER, "payload": payload})
    return [f"{number:x}:{json.dumps(row)}" for number, row in enumerate(rows)]
