"""What the twin says about a message, and what its record knows."""

import asyncio
import json

from playwright.async_api import expect
import pytest

from engine.twin.conftest import LogIn
from engine.twin.visit import (
    CHIP,
    EDITOR,
    INDICATOR,
    ITEM,
    SEND,
    SENT,
    TOAST,
    WISH,
    replace_text,
    texts,
    until,
)
from twin.scenario import SendFault, Variant, load
from twin.state import TwinState
from twin.threads import Mailbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_send_is_off_while_empty_and_enter_is_a_new_line(log_in: LogIn) -> None:
    visit = await log_in("message_thread")
    bubble = await visit.bubble("Noé")
    editor = bubble.locator(EDITOR)
    await expect(bubble.locator(SEND)).to_be_enabled()
    await editor.fill("")
    await expect(bubble.locator(SEND)).to_be_disabled()
    await editor.press_sequentially("one")
    await editor.press("Enter")
    await editor.press_sequentially("two")
    await editor.press("Shift+Enter")
    await visit.page.keyboard.insert_text("three")
    assert visit.record.messages == []
    await bubble.locator(SEND).click()
    await expect(bubble.locator(SENT)).to_have_count(1)
    assert await bubble.locator(ITEM).count() == 5
    assert (await texts(bubble))[-1] == "one\ntwo\nthree"
    assert await editor.inner_text() in {"", "\n"}
    assert visit.record.texts_for(visit.person("Noé").member_id) == ["one\ntwo\nthree"]


async def test_control_and_enter_send_where_enter_does_not(log_in: LogIn) -> None:
    visit = await log_in("message_thread")
    bubble = await visit.bubble("Noé")
    await bubble.locator(EDITOR).press("Control+Enter")
    await expect(bubble.locator(SENT)).to_have_count(1)
    assert visit.texts == [WISH]


async def test_enter_sends_where_there_is_no_send_button(log_in: LogIn) -> None:
    visit = await log_in("message_new", enter_to_send=True)
    bubble = await visit.bubble("Camille")
    assert await bubble.locator("form [type=submit]").count() == 0
    hint = bubble.locator(".msg-form__hint-text")
    assert (await hint.inner_text()).strip() == "Press Enter to Send"
    await replace_text(bubble, "Happy")
    await bubble.locator(EDITOR).press("Shift+Enter")
    await visit.page.keyboard.type("birthday")
    assert visit.record.messages == []
    await bubble.locator(EDITOR).press("Enter")
    await expect(bubble.locator(SENT)).to_have_count(1)
    assert visit.texts == ["Happy\nbirthday"]


async def test_a_draft_becomes_a_conversation_once_it_is_sent(log_in: LogIn) -> None:
    visit = await log_in("message_new", remembers_sent=False)
    camille = visit.person("Camille")
    bubble = await visit.bubble("Camille")
    async with visit.page.expect_response(
        lambda r: r.url.endswith("MessengerMessages?action=createMessage")
    ) as waiting:
        await bubble.locator(SEND).click()
    value = (await (await waiting.value).json())["value"]
    await expect(bubble.locator(SENT)).to_have_count(1)
    link = bubble.locator("h2 > a")
    assert await link.get_attribute("href") == f"/in/{camille.member_id}/"
    assert await bubble.locator(CHIP).count() == 0
    urn = await bubble.locator(ITEM).get_attribute("data-event-urn")
    assert value["entityUrn"] == urn
    assert value["body"]["text"] == WISH
    details = await visit.page.evaluate("window.sent")
    assert details == [{"memberId": camille.member_id, "fromCard": True}]
    await visit.page.reload()
    again = await visit.thread("Camille", 1)
    assert await texts(again) == [WISH]


async def test_text_that_was_never_typed_is_not_sent(log_in: LogIn) -> None:
    visit = await log_in("message_thread")
    bubble = await visit.bubble("Noé")
    await bubble.locator(EDITOR).evaluate("editor => { editor.innerHTML = 'Forged' }")
    await bubble.locator(SEND).click()
    await until(lambda: len(visit.record.messages) == 1)
    assert visit.record.messages[0].text == WISH


async def test_a_refused_message_stays_in_the_composer(log_in: LogIn) -> None:
    visit = await log_in("message_faults")
    bubble = await visit.thread("Rita", 1)
    await bubble.locator(SEND).click()
    await expect(visit.page.locator(TOAST)).to_be_visible()
    assert await bubble.locator(EDITOR).inner_text() == WISH
    assert await bubble.locator(ITEM).count() == 1
    assert visit.record.messages == []
    assert visit.record.refused == 1


async def test_a_refused_draft_is_a_draft_again(log_in: LogIn) -> None:
    scenario = load("message_new")
    scenario.people[0].fault = SendFault.REFUSED
    visit = await log_in(scenario)
    bubble = await visit.bubble("Camille")
    await bubble.locator(SEND).click()
    await expect(visit.page.locator(TOAST)).to_be_visible()
    assert await bubble.locator("h2").inner_text() == "New message"
    assert await bubble.locator(CHIP).count() == 1
    assert await bubble.locator(ITEM).count() == 0
    assert await bubble.locator(EDITOR).inner_text() == WISH
    await bubble.locator("header button").last.click()
    await expect(bubble).to_have_count(0)


@pytest.mark.parametrize(("name", "received"), [("Nora", [WISH]), ("Luca", [])])
async def test_a_message_without_an_answer_keeps_being_sent(
    log_in: LogIn, name: str, received: list[str]
) -> None:
    visit = await log_in("message_faults", remembers_sent=False)
    bubble = await visit.thread(name, 1)
    async with visit.page.expect_request("**/*action=createMessage"):
        await bubble.locator(SEND).click()
    await expect(bubble.locator(ITEM)).to_have_count(2)
    await asyncio.sleep(0.2)
    assert await bubble.locator(INDICATOR).count() == 1
    assert await bubble.locator(SENT).count() == 0
    await until(lambda: visit.texts == received)
    await visit.page.reload()
    await visit.thread(name, 1 + len(received))


async def test_a_silent_message_shows_only_after_a_reload(log_in: LogIn) -> None:
    visit = await log_in("message_faults", remembers_sent=False)
    bubble = await visit.thread("Sami", 1)
    async with visit.page.expect_response("**/*action=createMessage") as waiting:
        await bubble.locator(SEND).click()
    assert (await waiting.value).status == 200
    assert (await bubble.locator(EDITOR).inner_text()).strip() == ""
    assert await bubble.locator(ITEM).count() == 1
    assert visit.texts == [WISH]
    await visit.page.reload()
    await visit.thread("Sami", 2)


async def test_a_limit_stops_the_message_with_a_dialog(log_in: LogIn) -> None:
    visit = await log_in("message_faults")
    bubble = await visit.bubble("Lena")
    await bubble.locator(SEND).click()
    await expect(visit.page.get_by_role("alertdialog")).to_be_visible()
    assert await bubble.locator(EDITOR).inner_text() == WISH
    assert visit.record.messages == []


async def test_the_dialog_of_some_accounts_sends_and_closes(log_in: LogIn) -> None:
    visit = await log_in("message_new", variant=Variant.DIALOG)
    await visit.click("Camille")
    dialog = visit.page.locator("dialog[aria-label='Send Message']")
    assert await dialog.locator("p").inner_text() == "Camille Fictive"
    field = dialog.locator("textarea")
    assert await field.input_value() == WISH
    await field.fill("")
    send = dialog.locator("[data-view-name='messaging-modal-send-button']")
    await expect(send).to_be_disabled()
    await field.fill("All the best\nto you")
    await send.click()
    await expect(dialog).to_have_count(0)
    assert visit.texts == ["All the best\nto you"]
    assert len(await visit.page.evaluate("window.sent")) == 1
    assert not visit.has_asked("ComposeOptions")


async def test_the_dialog_keeps_what_was_refused(log_in: LogIn) -> None:
    visit = await log_in("message_faults", variant=Variant.DIALOG)
    await visit.click("Rita")
    dialog = visit.page.get_by_role("dialog")
    await dialog.get_by_text("Send", exact=True).click()
    await expect(visit.page.locator(TOAST)).to_be_visible()
    assert await dialog.locator("textarea").input_value() == WISH
    await dialog.get_by_label("Dismiss").click()
    await expect(dialog).to_have_count(0)
    assert visit.record.messages == []


async def test_a_prompt_follows_the_message_for_some_accounts(log_in: LogIn) -> None:
    visit = await log_in("message_new", promotes_after_send=True)
    bubble = await visit.bubble("Camille")
    await bubble.locator(SEND).click()
    prompt = visit.page.get_by_role("dialog").filter(has_text="Share your profile")
    await prompt.get_by_label("Dismiss").click()
    await expect(prompt).to_have_count(0)
    assert visit.record.traps == []


async def test_nothing_is_told_or_taken_without_a_session(log_in: LogIn) -> None:
    visit = await log_in("message_new")
    await visit.page.context.clear_cookies()
    member_id = visit.person("Camille").member_id
    for path in ("settings", f"messages?member={member_id}&before=0"):
        response = await visit.page.request.get(f"/twin/messaging/{path}")
        assert response.status == 401
    body = {
        "message": {"body": {"text": WISH}},
        "hostRecipientUrns": [f"urn:li:fsd_profile:{member_id}"],
    }
    response = await visit.page.request.post(
        "/voyager/api/voyagerMessagingDashMessengerMessages?action=createMessage",
        data=json.dumps(body),
    )
    assert response.status == 401
    assert visit.record.messages == []


async def test_a_changed_scenario_keeps_what_was_sent() -> None:
    state = TwinState(load("message_new"))
    mailbox = Mailbox(state)
    member_id = state.scenario.people[0].member_id
    before = mailbox.conversation(member_id)
    assert before is not None
    mailbox.accept(before, WISH)
    change = {"name": "Camille Fictive", "member_id": member_id, "fault": "refused"}
    state.scenario.merge({"people": [change]})
    after = mailbox.conversation(member_id)
    assert after is not None
    assert [message.text for message in after.messages] == [WISH]
    assert after.person.fault is SendFault.REFUSED
