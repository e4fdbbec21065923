"""Each blueprint as an automation in a real Home Assistant, and what it does."""

from collections.abc import Iterator
from datetime import UTC, datetime

from house.automations import Automations
from house.household import PROBLEM, SCHEDULE, SENT_TOTAL, WISHES, Household
from house.phone import NAME, Phone, a_phone
from playwright.sync_api import expect
import pytest

from integration.processes import until

SENSOR = "sensor.shelf"
MEMORY = "input_boolean.too_hot"
MODEL = "ai_task.own_model"


@pytest.fixture
def automations(house: Household) -> Iterator[Automations]:
    made = Automations(house.hass)
    yield made
    made.remove()


@pytest.fixture(scope="module")
def phone(_house: Household) -> Iterator[Phone]:
    with a_phone(_house.hass) as registered:
        yield registered


def _device(house: Household) -> str:
    devices = house.frontend.call("config/device_registry/list")
    return next(str(each["id"]) for each in devices if each["name"] == NAME)


def _make_in_the_editor(house: Household, name: str) -> None:
    """Choose the blueprint and the account, allow no delay, and save."""
    page = house.frontend.page
    house.frontend.open("config/automation/dashboard")
    page.get_by_role("button", name="Create automation").click()
    page.get_by_text("LinkedIn Auto: run at my own time").click()
    account = page.locator("ha-config-entry-picker")
    account.click()
    account.get_by_text("LinkedIn Auto").first.click()
    # The editor takes one change at a time.
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    spread = page.locator("ha-selector-number").first.get_by_role("spinbutton")
    spread.fill("0")
    expect(spread).to_have_value("0")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("button", name="Save").last.click()


def test_run_at_own_time_made_in_the_editor_sends_when_the_clock_strikes(
    house: Household, automations: Automations
) -> None:
    _make_in_the_editor(house, "Wishes at nine")
    until(lambda: "automation.wishes_at_nine" in house.hass.states())
    key = house.hass.states()["automation.wishes_at_nine"]["attributes"]["id"]
    automations.made.append(key)
    house.engine.ask("PUT", "settings", {"sending_mode": "automatic"})
    house.birthdays("Ludovic Échantillon")
    automations.at_once(key, "at")
    house.sent("Ludovic Échantillon")


def test_ask_on_phone_sends_what_was_shown_when_somebody_taps(
    house: Household, automations: Automations, phone: Phone
) -> None:
    house.drafted("Mina Prøve", "Otto Muster")
    automations.make(
        "ask_on_phone",
        wishes=WISHES,
        phones=[_device(house)],
        language="fr",
        before="23:59:59",
    )
    automations.at_once("ask_on_phone", "after")
    shown = phone.shown(WISHES)
    assert shown["title"] == "Vœux d’anniversaire"
    buttons = shown["data"]["actions"]
    assert [each["title"] for each in buttons] == ["Tout envoyer", "Écarter", "Ouvrir"]
    assert "Mina Prøve" not in house.twin.received()
    phone.tap(buttons[0]["action"])
    sent = house.sent("Mina Prøve", "Otto Muster")
    for name in ("Mina Prøve", "Otto Muster"):
        assert f"{name}: {sent[name]}" in shown["message"]


def test_person_needed_calls_a_person_and_says_when_it_is_over(
    house: Household, automations: Automations, phone: Phone
) -> None:
    automations.make("person_needed", problem=PROBLEM, phones=[_device(house)])
    house.engine.ask("DELETE", "session")
    assert phone.shown(PROBLEM)["message"] == "Log in to LinkedIn again."
    house.engine.log_in()
    assert phone.shown(PROBLEM)["message"] == "clear_notification"


def test_pause_while_hot_switches_the_schedule_off_and_on_again(
    house: Household, automations: Automations
) -> None:
    house.frontend.call("input_boolean/create", name="Too hot")
    house.hass.ask("POST", f"states/{SENSOR}", {"state": "50"})
    house.hass.act("switch", "turn_on", entity_id=SCHEDULE)
    automations.make(
        "pause_while_hot",
        temperature=SENSOR,
        schedule=SCHEDULE,
        memory=MEMORY,
        minutes=0,
    )
    house.hass.ask("POST", f"states/{SENSOR}", {"state": "80"})
    house.hass.becomes(SCHEDULE, "off")
    assert house.engine.ask("GET", "state")["schedule_enabled"] is False
    house.hass.becomes(MEMORY, "on")
    house.hass.ask("POST", f"states/{SENSOR}", {"state": "60"})
    house.hass.becomes(SCHEDULE, "on")
    house.hass.becomes(MEMORY, "off")
    house.hass.act("switch", "turn_off", entity_id=SCHEDULE)


def test_weekly_summary_stands_among_the_notifications(
    house: Household, automations: Automations
) -> None:
    house.drafted("Petra Vzor")
    house.hass.act("linkedin_auto", "approve", all=True)
    house.sent("Petra Vzor")
    today = datetime.now(UTC).strftime("%a").lower()
    automations.make("weekly_summary", account=house.account, day=today)
    automations.at_once("weekly_summary", "at")
    house.frontend.open("profile")
    page = house.frontend.page
    page.get_by_role("button", name="Notifications").click()
    expect(page.get_by_text("Your week on LinkedIn")).to_be_visible()
    total = house.hass.state(SENT_TOTAL)
    expect(page.get_by_text(f"Wishes sent: {total}")).to_be_visible()


def test_draft_with_ai_writes_anew_and_leaves_the_decision_to_the_person(
    house: Household, automations: Automations
) -> None:
    house.hass.add("own_model")
    until(lambda: MODEL in house.hass.states())
    automations.make(
        "draft_with_ai",
        wish="event.linkedin_auto_wish",
        wishes=WISHES,
        model=MODEL,
    )
    house.drafted("Rosa Campione")
    house.show({"type": "todo-list", "entity": WISHES})
    expect(house.frontend.page.get_by_text("Cheers!")).to_be_visible()
    assert "Rosa Campione" not in house.twin.received()
    house.hass.act("linkedin_auto", "approve", all=True)
    assert house.sent("Rosa Campione")["Rosa Campione"].endswith("Cheers!")
