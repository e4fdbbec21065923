"""Cookies of every format are handed over in the panel, and log out wipes them."""

from collections.abc import Mapping
import json
from pathlib import Path

from playwright.async_api import expect
import pytest

from engine.session.exports import (
    extension_cookie,
    netscape,
    playwright_cookie,
    row,
    storage_state,
)
from engine.web.visit import Place, Visit

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXPECTED = 20_000
expect.set_options(timeout=EXPECTED)
OLD = {"expires": 1_000_000_000}


def _exports(li_at: str) -> Mapping[str, str]:
    """Return one session in every format, by the name of its source."""
    extension = {"expirationDate": None, "session": True}
    return {
        "playwright": storage_state(playwright_cookie("li_at", li_at)),
        "cookie_json": json.dumps([extension_cookie("li_at", li_at, **extension)]),
        "cookies_txt": netscape(f"#HttpOnly_{row('li_at', li_at)}"),
        "cookie_header": f"Cookie: lang=fr; li_at={li_at}",
        "li_at": li_at,
    }


async def test_every_format_is_pasted_and_chosen_as_a_file(
    place: Place, reader: Visit, tmp_path: Path
) -> None:
    page, say = reader.page, reader.say
    await place.home.ask("DELETE", "/api/v1/session", status=204)
    await reader.go("login")
    box = page.get_by_label(say("paste.label"))
    for source, text in _exports(place.home.twin.state.scenario.li_at).items():
        await box.fill(text)
        await page.get_by_role("button", name=say("paste.take")).first.click()
        await _taken(place, reader, source)
        await expect(box).to_have_value("")
        file = tmp_path / f"{source}.txt"
        # As an editor on Windows saves it.
        file.write_text(text.replace("\n", "\r\n"), encoding="utf-16")
        await page.locator("input[type=file]").set_input_files(file)
        await _taken(place, reader, source)


async def _taken(place: Place, reader: Visit, source: str) -> None:
    page, say = reader.page, reader.say
    kept = page.locator(".facts", has_text=say(f"source.{source}"))
    await expect(kept).to_be_visible()
    await expect(page.get_by_text(say("session.usable"), exact=True)).to_be_visible()
    assert (await place.home.state())["session"]["source"] == source
    await place.home.ask("DELETE", "/api/v1/session", status=204)
    await expect(kept).to_have_count(0)


async def test_what_is_no_session_is_refused_in_words_and_replaces_nothing(
    place: Place, reader: Visit, tmp_path: Path
) -> None:
    page, say = reader.page, reader.say
    await place.home.log_in()
    await reader.go("login")
    take = page.get_by_role("button", name=say("paste.take"))
    dialog = page.get_by_role("dialog")
    old = storage_state(playwright_cookie("li_at", "AQEDAT0123456789", **OLD))
    for text in ("nonsense", old):
        await page.get_by_label(say("paste.label")).fill(text)
        await take.first.click()
        await expect(dialog).to_contain_text(say("paste.replaces"))
        await dialog.get_by_role("button", name=say("paste.take")).click()
        trouble = page.locator(".trouble")
        await expect(trouble).to_contain_text(say("wrong.cookies"))
        # The engine's own words are English: for others only on demand.
        detail = trouble.locator("[lang=en]")
        await expect(detail).to_have_count(0 if say.language == "en" else 1)
        if say.language != "en":
            await expect(detail).to_be_hidden()
    large = tmp_path / "large.json"
    large.write_text("x" * 300_000)
    await page.locator("input[type=file]").set_input_files(large)
    await expect(page.get_by_text(say("session.file_large"))).to_be_visible()
    assert (await place.home.state())["session"]["usable"]
    reader.expect("400")


async def test_log_out_asks_first_and_wipes(place: Place, reader: Visit) -> None:
    page, say = reader.page, reader.say
    await place.home.log_in()
    await reader.go("login")
    # The age of the session.
    await expect(page.locator(".facts")).to_contain_text("2026 ")
    out = page.get_by_role("button", name=say("session.log_out"))
    dialog = page.get_by_role("dialog")
    await out.click()
    await expect(dialog).to_contain_text(say("session.log_out_text"))
    await dialog.get_by_role("button", name=say("action.cancel")).click()
    assert (await place.home.state())["session"]["present"]
    await out.click()
    await dialog.get_by_role("button", name=say("session.log_out")).click()
    await expect(page.get_by_text(say("session.absent"), exact=True)).to_be_visible()
    assert not (await place.home.state())["session"]["present"]
    await reader.go("today")
    needed = page.locator(".card").first
    await expect(needed).to_contain_text(say("why.session_required"))
    await needed.get_by_role("link", name=say("why.way.login")).click()
    await expect(page.get_by_role("button", name=say("live.start"))).to_be_visible()
