"""The words of wishes: written, tried, carried along and put back."""

from pathlib import Path
from typing import Any

from playwright.async_api import expect
import pytest
import pytest_asyncio

from engine.service.filling import fill
from engine.web.hands import agree, download, press
from engine.web.visit import Place, Visit

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXPECTED = 20_000
expect.set_options(timeout=EXPECTED)


@pytest_asyncio.fixture(loop_scope="module")
async def visit(place: Place, reader: Visit) -> Visit:
    """A visit to a home where somebody is known."""
    if not (await place.home.ask("GET", "/api/v1/contacts"))["contacts"]:
        fill(place.home.data, 1)
    return reader


async def test_a_message_is_written_with_warnings_previewed_and_kept(
    place: Place, visit: Visit
) -> None:
    page, say = visit.page, visit.say
    await visit.go("messages")
    await press(visit, "messages.add").click()
    text = page.get_by_label(say("template.label"), exact=True)
    await expect(text).to_be_focused()
    save = press(visit, "action.save")
    error = page.locator(".editor .error").first
    for wrong, words in (
        (
            "Happy birthday {{ nickname }}",
            say("fault.unknown_variable", word="nickname"),
        ),
        ("Happy birthday {{ firstname }}", say("fault.hint", hint="first_name")),
        ("", say("fault.empty")),
        ("x" * 2001, say("text.long", n=2001, max=2000)),
        ("x" * 1001, say.like("fault.message_too_long")),
        ("{{ first_name", say.like("fault.syntax")),
    ):
        await text.fill(wrong)
        await expect(error).to_contain_text(words)
        await expect(save).to_be_disabled()
    await text.fill("Happy birthday")
    await expect(page.get_by_text(say("template.nameless"))).to_be_visible()
    await text.fill("Happy birthday , enjoy it")
    for _ in ", enjoy it":
        await text.press("ArrowLeft")
    # Where the cursor is.
    await press(visit, "variable.first_name").click()
    await expect(text).to_be_focused()
    await page.get_by_label(say("template.as")).select_option(label="Élodie Person 1")
    await expect(page.locator("blockquote")).to_have_text(
        "Happy birthday Élodie, enjoy it"
    )
    await save.click()
    own = page.get_by_text(say("messages.own"), exact=True)
    await expect(own).to_have_count(1)
    kept = await place.home.ask("GET", "/api/v1/messages")
    language = say.language
    assert f"own.{language}.1" in {each["id"] for each in kept["templates"]}
    await press(visit, "action.undo").click()
    await expect(own).to_have_count(0)


async def test_messages_are_carried_along_switched_off_and_deleted_with_a_way_back(
    place: Place, visit: Visit, tmp_path: Path
) -> None:
    page, say = visit.page, visit.say
    mine = {
        "id": "own.9",
        "language": say.language,
        "occasion": "birthday",
        "late": False,
        "text": "Mine {{ first_name }}",
        "enabled": True,
    }
    await place.home.ask("PUT", "/api/v1/messages", {"templates": [mine]})
    await visit.go("messages")
    file = tmp_path / "messages.json"
    file.write_bytes(await download(page, press(visit, "messages.export")))
    before = await place.home.ask("GET", "/api/v1/messages")
    await place.home.ask("PUT", "/api/v1/messages", {"templates": []})
    await visit.go("system")
    await visit.go("messages")
    item = page.locator("li", has_text="Mine")
    await expect(item).to_have_count(0)
    await page.locator("input[type=file]").set_input_files(file)
    await agree(visit, "messages.import")
    await expect(item).to_be_visible()
    after = await place.home.ask("GET", "/api/v1/messages")
    assert _by_id(after) == _by_id(before)
    await item.get_by_role("switch").uncheck()
    await expect(item.locator(".off")).to_be_visible()
    await item.get_by_role("button", name=say("action.delete")).click()
    await expect(item).to_have_count(0)
    await press(visit, "action.undo").click()
    await expect(item).to_have_count(1)
    await expect(item.get_by_role("switch")).not_to_be_checked()


async def test_a_message_of_the_app_is_changed_and_put_back(
    place: Place, visit: Visit
) -> None:
    page, say = visit.page, visit.say
    await visit.go("messages")
    before = await place.home.ask("GET", "/api/v1/messages")
    item = page.locator(".templates li").first
    edit = item.get_by_role("button", name=say("wish.edit"))
    was = await item.locator(".source").inner_text()
    await edit.click()
    await item.locator("textarea").fill("Other words, {{ first_name }}")
    await press(visit, "action.save").click()
    await expect(page.locator(".source", has_text="Other words")).to_have_count(1)
    changed = page.locator(".templates li", has_text="Other words")
    await changed.get_by_role("button", name=say("wish.edit")).click()
    await press(visit, "messages.restore").click()
    await expect(page.get_by_text(say("messages.restored"))).to_be_visible()
    await expect(page.locator(".source", has_text="Other words")).to_have_count(0)
    await expect(page.locator(".source", has_text=was)).to_have_count(1)
    after = await place.home.ask("GET", "/api/v1/messages")
    assert _by_id(after) == _by_id(before)


def _by_id(messages: Any) -> list[Any]:
    return sorted(messages["templates"], key=lambda each: str(each["id"]))
