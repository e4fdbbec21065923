"""The calendar of birthdays and the list of drafts."""

import asyncio
from datetime import date
from typing import Any

import pytest

from custom_components.linkedin_auto.birthdays import birthday_in
from custom_components.linkedin_auto.const import CONF_SHOW_RUNS
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
from integration.conftest import AddEntry, changed, coordinator_of
from integration.processes import NOW, EngineProcess, person
from integration.scripted import ScriptedEngine, refusal, sample

TODO = "todo.linkedin_auto_wishes"
CALENDAR = "calendar.linkedin_auto_birthdays"


async def todo(hass: HomeAssistant, action: str, **data: Any) -> Any:
    return await hass.services.async_call(
        "todo",
        action,
        {"entity_id": TODO, **data},
        blocking=True,
        return_response=action == "get_items",
    )


async def items(hass: HomeAssistant) -> dict[str, dict[str, Any]]:
    found = await todo(hass, "get_items")
    return {item["summary"]: item for item in found[TODO]["items"]}


async def events(hass: HomeAssistant, start: str, end: str) -> list[dict[str, Any]]:
    found: Any = await hass.services.async_call(
        "calendar",
        "get_events",
        {"entity_id": CALENDAR, "start_date_time": start, "end_date_time": end},
        blocking=True,
        return_response=True,
    )
    listed: list[dict[str, Any]] = found[CALENDAR]["events"]
    return listed


async def test_drafts_are_edited_approved_and_skipped_in_the_list(
    hass: HomeAssistant, engine: EngineProcess, add_entry: AddEntry
) -> None:
    engine.twin.play(person("Alice Martin"), person("Bruno Keller"), person("Cléo Roy"))
    engine.log_in()
    await asyncio.to_thread(engine.run)
    entry = await add_entry(engine)
    drafts = await items(hass)
    assert set(drafts) == {"Alice Martin", "Bruno Keller", "Cléo Roy"}
    assert drafts["Alice Martin"]["due"] == NOW.date().isoformat()

    await todo(hass, "update_item", item="Alice Martin", description="Bonne fête !")
    assert (await items(hass))["Alice Martin"]["description"] == "Bonne fête !"
    await todo(hass, "remove_item", item=["Cléo Roy", "Bruno Keller"])
    assert set(await items(hass)) == {"Alice Martin"}
    await todo(hass, "update_item", item="Alice Martin", status="completed")
    assert await items(hass) == {}

    state = hass.states.get(TODO)
    assert state is not None
    assert state.state == "0"
    sent = "sensor.linkedin_auto_messages_sent_total"
    async with changed(entry, lambda: hass.states.is_state(sent, "1")):
        pass
    received = await asyncio.to_thread(engine.twin.received)
    assert received["Alice Martin"] == "Bonne fête !"
    event = hass.states.get("event.linkedin_auto_wish")
    assert event is not None
    assert event.attributes["event_type"] == "sent"
    today = NOW.date()
    told = await events(
        hass, f"{today} 00:00:00", f"{today.replace(year=today.year + 1)} 23:59:59"
    )
    names = [each["summary"] for each in told if each["start"] == today.isoformat()]
    assert names == [
        "Alice Martin's birthday",
        "Bruno Keller's birthday",
        "Cléo Roy's birthday",
    ]
    await asyncio.to_thread(engine.idle)


async def test_a_wish_without_words_is_refused(
    hass: HomeAssistant, own_engine: EngineProcess, add_entry: AddEntry
) -> None:
    own_engine.twin.play(person("Dora Lind"))
    await asyncio.to_thread(own_engine.log_in)
    await asyncio.to_thread(own_engine.run)
    await add_entry(own_engine)
    before = await items(hass)
    for text in ("", "   "):
        with pytest.raises(ServiceValidationError) as refused:
            await todo(hass, "update_item", item="Dora Lind", description=text)
        assert refused.value.translation_key == "bad_input"
    assert await items(hass) == before


async def test_neither_the_person_nor_the_day_changes_nor_a_gone_draft_is_decided(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)
    with pytest.raises(ServiceValidationError) as caught:
        await todo(hass, "update_item", item="Søren Ågård", rename="Somebody else")
    assert caught.value.translation_key == "title_is_the_person"
    with pytest.raises(ServiceValidationError) as moved:
        await todo(hass, "update_item", item="Søren Ågård", due_date="2026-01-01")
    assert moved.value.translation_key == "due_is_the_birthday"
    scripted.asked.clear()
    await todo(hass, "update_item", item="Søren Ågård", status="needs_action")
    assert not scripted.asked
    scripted.say("PATCH", "wishes/4712", refusal("conflict"), status=409)
    with pytest.raises(ServiceValidationError) as caught:
        await todo(hass, "remove_item", item="Søren Ågård")
    assert caught.value.translation_key == "conflict"
    entity = hass.data["todo"].get_entity(TODO)
    assert entity is not None
    with pytest.raises(HomeAssistantError) as gone:
        await entity.async_delete_todo_items(["99"])
    assert gone.value.translation_key == "draft_gone"
    scripted.state["counters"] |= {"pending": 0}
    await coordinator_of(entry).async_refresh()
    assert await items(hass) == {}


async def test_the_calendar_shows_birthdays_each_year_and_the_next_run(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    entry = await add_entry(scripted)
    both = await events(hass, "2025-03-01 00:00:00", "2026-04-30 00:00:00")
    assert [(each["start"], each["summary"]) for each in both] == [
        ("2025-03-31", "Élodie Marchand's birthday"),
        ("2026-03-31", "Élodie Marchand's birthday"),
        ("2026-04-02T06:14:00+00:00", "Planned run of LinkedIn Auto"),
    ]
    assert await events(hass, "2026-03-01 00:00:00", "2026-03-31 00:00:00") == []
    hass.config_entries.async_update_entry(entry, options={CONF_SHOW_RUNS: False})
    assert await events(hass, "2026-04-01 00:00:00", "2026-04-30 00:00:00") == []
    scripted.state["next_run"] = None
    scripted.say("GET", "contacts", {"contacts": [], "next_after": None})
    await coordinator_of(entry).async_people_changed()
    state = hass.states.get(CALENDAR)
    assert state is not None
    assert state.attributes.get("message") is None


async def test_whose_birthday_it_is_today_is_told_by_name(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    page = sample("ContactPage", "two")
    page["contacts"][1]["birthday"] = dt_util.now().strftime("%m-%d")
    scripted.say("GET", "contacts", page | {"next_after": None})
    await add_entry(scripted)
    state = hass.states.get("sensor.linkedin_auto_birthdays_today")
    assert state is not None
    assert state.attributes["names"] == [page["contacts"][1]["name"]]


async def test_the_calendar_speaks_the_persons_language(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    hass.config.language = "fr"
    await add_entry(scripted)
    (event,) = await events(hass, "2025-03-01 00:00:00", "2025-04-30 00:00:00")
    assert event["summary"] == "Élodie Marchand (anniversaire)"


def test_a_leap_day_is_the_28th_in_other_years() -> None:
    assert birthday_in(2028, "02-29") == date(2028, 2, 29)
    assert birthday_in(2027, "02-29") == date(2027, 2, 28)
    with pytest.raises(ValueError, match="day"):
        birthday_in(2027, "04-31")
