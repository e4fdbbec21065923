"""The question on the phone: asked, answered by anybody once, and never forgotten."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed,
    async_mock_service,
)

from custom_components.linkedin_auto.const import DOMAIN
from homeassistant.components.automation import DOMAIN as AUTOMATION
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.util import dt as dt_util
from integration.automating import WISHES, draft, drafted, trigger
from integration.conftest import AddEntry, Load, a_phone, changed
from integration.processes import EngineProcess, person
from integration.scripted import eventually


async def _asked_on_the_phone(
    hass: HomeAssistant, load: Load, phone: str, told: list[ServiceCall]
) -> dict[str, Any]:
    await load("ask_on_phone", wishes=WISHES, phones=[phone], language="fr",
               after="00:00:00", before="23:59:59")  # fmt: skip
    await trigger(hass, "ask_on_phone")
    await eventually(lambda: bool(told))
    return dict(told[-1].data)


@pytest.mark.parametrize(("button", "state"), [(0, "approved"), (1, "skipped")])
async def test_the_phone_decides_about_what_it_has_shown(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    load: Load,
    phone: str,
    told: list[ServiceCall],
    button: int,
    state: str,
) -> None:
    await drafted(hass, own_engine, add_entry, "Alice Martin", "Bruno Keller")
    shown = await _asked_on_the_phone(hass, load, phone, told)
    assert shown["title"] == "Vœux d’anniversaire"
    assert "Alice Martin: " in shown["message"]
    assert "Bruno Keller: " in shown["message"]
    offered = shown["data"]["actions"]
    assert [each["title"] for each in offered] == ["Tout envoyer", "Écarter", "Ouvrir"]
    assert shown["data"]["url"] == f"/todo?entity_id={WISHES}"
    tap(hass, offered[button]["action"])
    await eventually(lambda: hass.states.is_state(WISHES, "0"))
    wishes = (await asyncio.to_thread(own_engine.ask, "GET", "wishes"))["wishes"]
    allowed = {state, "sending", "sent"} if state == "approved" else {state}
    assert {each["state"] for each in wishes} <= allowed
    await asyncio.to_thread(own_engine.idle)


def tap(hass: HomeAssistant, action: str) -> None:
    """Tap a button of a notification, as the app tells it."""
    hass.bus.async_fire("mobile_app_notification_action", {"action": action})


def buttons(call: ServiceCall) -> list[str]:
    return [each["action"] for each in call.data["data"]["actions"]]


async def states_of(engine: EngineProcess) -> set[str]:
    wishes = (await asyncio.to_thread(engine.ask, "GET", "wishes"))["wishes"]
    return {each["state"] for each in wishes}


async def test_without_an_answer_nothing_is_sent_and_another_answer_counts_for_nothing(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    load: Load,
    phone: str,
    told: list[ServiceCall],
) -> None:
    await drafted(hass, own_engine, add_entry, "Alice Martin")
    await _asked_on_the_phone(hass, load, phone, told)
    send, _, _ = buttons(told[0])
    *_, wish = send.split("_")
    for foreign in (
        send.replace("AUTO_SEND", "AUTO_SEND_of_another"),
        send.removesuffix(wish) + "9999",
        "URI",
    ):
        tap(hass, foreign)
        await hass.async_block_till_done()
    assert await states_of(own_engine) == {"drafted"}
    # Too late: the question comes again, and nothing is sent.
    words = send.split("_")
    words[4] = str(int(words[4]) - 13 * 3600)
    before = len(told)
    tap(hass, "_".join(words))
    await eventually(lambda: len(told) > before)
    assert "Alice Martin" in told[-1].data["message"]
    assert await states_of(own_engine) == {"drafted"}
    assert await asyncio.to_thread(own_engine.twin.received) == {}


async def test_an_answer_counts_after_a_restart_and_the_first_one_decides(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    load: Load,
    phone: str,
    told: list[ServiceCall],
) -> None:
    await drafted(hass, own_engine, add_entry, "Alice Martin", "Bruno Keller")
    await _asked_on_the_phone(hass, load, phone, told)
    send, skip, _ = buttons(told[0])
    # What a restart leaves of an automation is its configuration.
    await hass.services.async_call(
        AUTOMATION, "turn_off", {"entity_id": "automation.ask_on_phone"}, blocking=True
    )
    await hass.services.async_call(
        AUTOMATION, "turn_on", {"entity_id": "automation.ask_on_phone"}, blocking=True
    )
    tap(hass, skip)
    await eventually(lambda: hass.states.is_state(WISHES, "0"))
    await eventually(lambda: told[-1].data["message"] == "clear_notification")
    count = len(told)
    tap(hass, send)
    await eventually(lambda: len(told) > count)
    assert told[-1].data["message"] == "clear_notification"
    assert await states_of(own_engine) == {"skipped"}


async def test_an_answer_to_an_engine_that_is_away_is_told_and_asked_for_again(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    load: Load,
    phone: str,
    told: list[ServiceCall],
) -> None:
    entry = await drafted(hass, own_engine, add_entry, "Alice Martin")
    await _asked_on_the_phone(hass, load, phone, told)
    async with changed(entry, lambda: hass.states.is_state(WISHES, "unavailable")):
        await asyncio.to_thread(own_engine.stop)
    tap(hass, buttons(told[0])[0])
    await eventually(lambda: len(told) == 2)
    assert told[1].data["message"].startswith("LinkedIn Auto ne répond pas.")
    async with changed(entry, lambda: hass.states.is_state(WISHES, "1")):
        await asyncio.to_thread(own_engine.start)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=25))
    await eventually(lambda: len(told) == 3)
    assert "Alice Martin" in told[2].data["message"]
    assert await states_of(own_engine) == {"drafted"}


async def test_several_phones_are_asked_and_the_question_leaves_all_of_them(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    load: Load,
    phone: str,
    told: list[ServiceCall],
) -> None:
    second = a_phone(hass, "iPhone of Nadia")
    others: list[ServiceCall] = async_mock_service(
        hass, "notify", "mobile_app_iphone_of_nadia"
    )
    gone = [a_phone(hass, "Sold long ago", STATE_UNAVAILABLE), "of no device"]
    await drafted(hass, own_engine, add_entry, "Alice Martin")
    await load("ask_on_phone", wishes=WISHES, phones=[*gone, phone, second],
               after="00:00:00", before="23:59:59")  # fmt: skip
    await trigger(hass, "ask_on_phone")
    await eventually(lambda: bool(told) and bool(others))
    assert buttons(told[0]) == buttons(others[0])
    assert told[0].data["title"] == "Birthday wishes"
    tap(hass, buttons(others[0])[1])
    await eventually(lambda: len(told) == len(others) == 2)
    assert told[1].data["message"] == others[1].data["message"] == "clear_notification"
    assert await states_of(own_engine) == {"skipped"}


async def test_new_drafts_ask_by_themselves_and_an_empty_list_takes_the_question_back(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    load: Load,
    phone: str,
    told: list[ServiceCall],
) -> None:
    own_engine.twin.play(person("Alice Martin"))
    await asyncio.to_thread(own_engine.log_in)
    entry = await add_entry(own_engine)
    await load("ask_on_phone", wishes=WISHES, phones=[phone],
               after="00:00:00", before="23:59:59")  # fmt: skip
    await draft(hass, entry, own_engine, 1)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=25))
    await eventually(lambda: bool(told))
    assert "Alice Martin" in told[0].data["message"]
    await hass.services.async_call(DOMAIN, "skip", {"all": True}, blocking=True)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=50))
    await eventually(lambda: len(told) == 2)
    assert told[1].data["message"] == "clear_notification"
    assert told[1].data["data"]["tag"] == told[0].data["data"]["tag"]
