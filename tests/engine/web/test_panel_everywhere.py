"""Each page in both languages, on a desk and on a phone, light and dark."""

from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Page, expect
import pytest

from engine.runs.house import NOW
from engine.service.filling import fill
from engine.web.obstacles import COLOURS, obstacles
from engine.web.visit import DESKTOP, PHONE, Place, Visit, visiting

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGES = ("today", "login", "messages", "people", "history", "system", "settings")
HEADINGS = {
    "en": ("Today", "Log in", "Messages", "People", "History", "System", "Settings"),
    "fr": (
        "Aujourd’hui",
        "Connexion",  # codespell:ignore
        "Messages",
        "Personnes",
        "Historique",
        "Système",
        "Réglages",
    ),
}
MOST_BYTES = 100 * 1024
# Each takes its time in Home Assistant on a Raspberry Pi.
MOST_REQUESTS = 30


RUN: dict[str, Any] = {"run_id": "r", "requested_at": NOW.isoformat()}
MOODS: dict[str, dict[str, Any]] = {
    "a run under way": {
        "run": RUN | {"dry_run": False, "step": "writing", "done": 1, "total": 3}
    },
    "much that is wrong": {
        "run": None,
        "sending_mode": "preview",
        "waits_for_person": "checkpoint",
        "problems": [{"code": "too_hot"}],
        "last_run": RUN | {"state": "failed", "reason": "network"},
    },
}


async def _edit_a_wish(page: Page) -> None:
    await page.locator(".wish .actions .button").nth(1).click()
    await page.locator(".wish textarea").fill("")
    await page.locator(".wish .error").wait_for()


async def _ask_before_logging_out(page: Page) -> None:
    button = page.locator("main .button.danger").first
    await button.click()
    await page.locator("dialog[open]").wait_for()
    assert await page.evaluate("document.activeElement.closest('dialog') !== null")


async def _write_a_template(page: Page) -> None:
    await page.locator(".card-head .button").first.click()
    await page.locator(".editor textarea").fill("{{ nobody }}")
    await page.locator(".editor .error").wait_for()


async def _open_a_person(page: Page) -> None:
    await page.locator(".person-row").first.click()
    await page.locator(".details textarea").fill("Hello {{ name }}!")
    await page.locator(".details .preview blockquote").wait_for()


async def _examine(page: Page) -> None:
    await page.locator(".card-head .button.primary").click()
    await page.locator(".checks").wait_for()


async def _set_too_much(page: Page) -> None:
    await page.locator("input[type=number]").first.fill("9999")
    await page.locator("input[type=number]").nth(1).focus()
    await page.locator(".setting .error").wait_for()


OPENINGS: dict[str, Callable[[Page], Awaitable[None]]] = {
    "today": _edit_a_wish,
    "login": _ask_before_logging_out,
    "messages": _write_a_template,
    "people": _open_a_person,
    "system": _examine,
    "settings": _set_too_much,
}


async def _look(visit: Visit, seen: str) -> list[str]:
    """Return what is in the way here at both sizes and in both themes."""
    page, found = visit.page, []
    for size, theme, rules in (
        (PHONE, "light", ()),
        (PHONE, "dark", COLOURS),
        (DESKTOP, "dark", ()),
        (DESKTOP, "light", COLOURS),
    ):
        await page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # a word
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        wide = await page.evaluate("document.documentElement.scrollWidth")
        if wide > size[0]:
            found.append(f"{seen} is {wide} wide")
        found += [f"{seen}, {theme}: {each}" for each in await obstacles(page, *rules)]
    return found


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_every_page_speaks_fits_and_is_open_to_everybody(
    place: Place, language: str
) -> None:
    if not (await place.home.ask("GET", "/api/v1/wishes"))["wishes"]:
        fill(place.home.data)
    found: list[str] = []
    async with visiting(place.browser, place.url, language=language) as visit:
        for name, heading in zip(PAGES, HEADINGS[language], strict=True):
            await visit.go(name)
            assert await visit.page.locator("h1").inner_text() == heading
            assert await visit.page.evaluate("document.documentElement.lang") == (
                language
            )
            if name != "messages":
                assert await visit.page.get_by_text("{", exact=False).count() == 0
            found += await _look(visit, name)
            for said, changes in (MOODS if name == "today" else {}).items():
                await visit.suppose(changes)
                found += await _look(visit, said)
            if name in OPENINGS:
                await OPENINGS[name](visit.page)
                found += await _look(visit, f"{name}, opened")
        visit.expect("400")
    assert found == []


async def test_all_of_it_is_small_packed_and_kept_by_the_browser(place: Place) -> None:
    async with visiting(place.browser, place.url) as visit:
        await visit.go("today")
        page = await visit.answers[0].text()
        asked = [each.partition("/assets/")[2] for each in visit.requests]
        later = [each for each in asked if each and each not in page]
        # The page names all that it is made of, so that nothing waits for a module.
        assert [each.rpartition("/")[2] for each in later] == ["en.json"]
        assert len(visit.requests) <= MOST_REQUESTS
        for name in PAGES:
            await visit.go(name)
        assets = [each for each in visit.answers if "/assets/" in each.url]
        sizes = [await each.request.sizes() for each in assets]
        assert sum(each["responseBodySize"] for each in sizes) < MOST_BYTES
        for each in assets:
            headers = each.headers
            assert headers["content-encoding"] in {"gzip", "deflate"}, each.url
            assert "immutable" in headers["cache-control"]
        # Also where nobody stands between who would pack it.
        path = assets[0].url.partition("/assets/")[2]
        alone = await visit.context.request.get(f"{place.home.url}/assets/{path}")
        assert alone.headers["content-encoding"] == "gzip"
        shell = next(each for each in visit.answers if each.url == place.url)
        assert shell.headers["cache-control"] == "no-cache"
        reply = await visit.context.request.get(
            place.url, headers={"If-None-Match": shell.headers["etag"]}
        )
        assert reply.status == 304


async def test_the_page_lets_nothing_in_but_its_own_files(place: Place) -> None:
    async with visiting(place.browser, place.url) as visit:
        await visit.go("today")
        policy = next(e for e in visit.answers if e.url == place.url).headers[
            "content-security-policy"
        ]
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"] == rules["style-src"] == "'self'"
        assert rules["frame-ancestors"] == "'self'"
        refused = await visit.page.evaluate(
            """() => new Promise((done) => {
                addEventListener("securitypolicyviolation",
                    (event) => done(event.effectiveDirective));
                const script = document.createElement("script");
                script.textContent = "window.ran = true";
                document.head.append(script);
            })"""
        )
        assert refused == "script-src-elem"
        assert await visit.page.evaluate("window.ran") is None
        visit.troubles.clear()


async def test_a_keyboard_reaches_the_content_first_and_the_choice_is_kept(
    place: Place,
) -> None:
    async with visiting(place.browser, place.url) as visit:
        await visit.go("settings")
        page = visit.page
        await page.evaluate("document.activeElement.blur()")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        assert await page.evaluate("document.activeElement.id") == "main"
        await page.get_by_label("Theme").select_option("dark")
        await page.get_by_label("Language", exact=True).select_option("fr")
        await page.get_by_role("heading", name="Réglages").wait_for()
        await page.reload()
        await page.get_by_role("heading", name="Réglages").wait_for()
        assert await page.evaluate("document.documentElement.dataset.theme") == "dark"


async def test_the_focus_is_never_lost(place: Place) -> None:
    if not (await place.home.ask("GET", "/api/v1/wishes"))["wishes"]:
        fill(place.home.data)
    async with visiting(place.browser, place.url) as visit:
        page = visit.page
        await visit.go("login")
        out = page.get_by_role("button", name="Log out")
        await out.press("Enter")
        await expect(page.get_by_role("dialog").locator(":focus")).to_have_count(1)
        await page.keyboard.press("Escape")
        await expect(out).to_be_focused()
        await visit.go("today")
        skips = page.get_by_role("button", name="Skip the wish for")
        before = await skips.count()
        await skips.first.press("Enter")
        await expect(skips).to_have_count(before - 1)
        # On what came after it; and the short way back, from wherever one is.
        await expect(page.locator("main :focus")).to_have_count(1)
        await page.keyboard.press("Control+z")
        await expect(skips).to_have_count(before)


async def test_everything_fits_at_twice_the_size_and_nothing_moves_on_request(
    place: Place,
) -> None:
    """Enlarged to 200%, a window of 1280 pixels has 640."""
    async with visiting(place.browser, place.url, size=(640, 450)) as visit:
        await visit.page.emulate_media(reduced_motion="reduce")
        for name in PAGES:
            await visit.go(name)
            assert await visit.page.evaluate(
                "document.documentElement.scrollWidth"
            ) == (640)
            moving = await visit.page.evaluate(
                """() => [...document.querySelectorAll("*")].flatMap((each) =>
                    [null, "::after"].map((part) => getComputedStyle(each, part)))
                    .filter((style) => style.transitionDuration !== "0s").length"""
            )
            assert moving == 0, name
