"""The engine is killed in the middle of things; Home Assistant says so, and goes on."""

import asyncio
from collections.abc import Callable, Coroutine
import logging
import signal
from typing import Any

import pytest

from custom_components.linkedin_auto.const import CONF_SHOW_RUNS, DOMAIN
from custom_components.linkedin_auto.diagnostics import (
    async_get_config_entry_diagnostics,
)
from custom_components.linkedin_auto.services import ACTIONS
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from integration.conftest import AddEntry, changed, coordinator_of, loud
from integration.processes import EngineProcess, person
from integration.test_ha_options_flow import GIVEN

type Deed = Callable[[HomeAssistant], Coroutine[Any, Any, Any]]

MODE = "select.linkedin_auto_sending_mode"
WISHES = "todo.linkedin_auto_wishes"
RUNNING = "binary_sensor.linkedin_auto_running"


async def killed_meanwhile(
    engine: EngineProcess, deed: Coroutine[Any, Any, Any]
) -> Any:
    """Return what becomes of a deed that the engine does not live to answer."""
    assert engine.process is not None
    engine.process.send_signal(signal.SIGSTOP)
    task = asyncio.create_task(deed)
    _, pending = await asyncio.wait({task}, timeout=0.5)
    assert pending, "nobody asked the engine"
    await asyncio.to_thread(engine.stop, signal.SIGKILL)
    async with asyncio.timeout(60):
        return (await asyncio.gather(task, return_exceptions=True))[0]


def only_of_the_engine(caplog: pytest.LogCaptureFixture) -> bool:
    """Tell whether nothing was told but that the engine is away, or back."""
    mine = (
        "Error fetching LinkedIn Auto data",
        "Fetching LinkedIn Auto data recovered",
    )
    return all(line.startswith(mine) for line in loud(caplog))


def tracebacks(caplog: pytest.LogCaptureFixture) -> list[str]:
    shown = [each for each in caplog.records if each.levelno >= logging.INFO]
    return [each.getMessage() for each in shown if each.exc_info]


def calling(domain: str, action: str, **data: Any) -> Deed:
    def call(hass: HomeAssistant) -> Coroutine[Any, Any, Any]:
        return hass.services.async_call(domain, action, data, blocking=True)

    return call


def answering(action: str, **data: Any) -> Deed:
    def call(hass: HomeAssistant) -> Coroutine[Any, Any, Any]:
        return hass.services.async_call(
            DOMAIN, action, data, blocking=True, return_response=True
        )

    return call


# Whatever an entity or an action can ask the engine for.
DEEDS: dict[str, Deed] = {
    "number": calling(
        "number",
        "set_value",
        entity_id="number.linkedin_auto_daily_limit",
        value=4,
    ),
    "time": calling(
        "time",
        "set_value",
        entity_id="time.linkedin_auto_hours_end",
        time="22:00:00",
    ),
    "select": calling("select", "select_option", entity_id=MODE, option="preview"),
    "switch": calling("switch", "turn_on", entity_id="switch.linkedin_auto_schedule"),
    "button": calling("button", "press", entity_id="button.linkedin_auto_run_birthday"),
    "a wish is edited": calling(
        "todo", "update_item", entity_id=WISHES, item="Alice Martin", description="Hi!"
    ),
    "wishes are deleted": calling(
        "todo", "remove_item", entity_id=WISHES, item=["Bo Keller"]
    ),
    "run": calling(DOMAIN, "run", wait=True),
    "stop": calling(DOMAIN, "stop"),
    "approve": calling(DOMAIN, "approve", all=True),
    "skip": calling(DOMAIN, "skip", wish_id=1),
    "preview": answering("preview", text="Hello"),
    "get_history": answering("get_history"),
    "send_wish": calling(DOMAIN, "send_wish", wish_id=1, wait=True),
    "block_contact": calling(DOMAIN, "block_contact", name="Alice Martin"),
    "unblock_contact": calling(DOMAIN, "unblock_contact", contact_id=1),
    "set_message": calling(DOMAIN, "set_message", text="Hello"),
}


async def test_what_was_asked_for_fails_with_the_cause(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # This one is answered out of what is known.
    assert ACTIONS.keys() - DEEDS.keys() == {"get_birthdays"}
    own_engine.twin.play(person("Alice Martin"), person("Bo Keller"))
    await asyncio.to_thread(own_engine.log_in)
    await asyncio.to_thread(own_engine.run)
    entry = await add_entry(own_engine)
    deeds = [asyncio.ensure_future(deed(hass)) for deed in DEEDS.values()]
    together = asyncio.gather(*deeds, return_exceptions=True)
    answers = await killed_meanwhile(own_engine, _outcome(together))
    for name, answer in zip(DEEDS, answers, strict=True):
        assert isinstance(answer, HomeAssistantError), name
        assert answer.translation_key == "cannot_connect", name
    await coordinator_of(entry).async_refresh()
    assert hass.states.is_state(MODE, STATE_UNAVAILABLE)
    await asyncio.to_thread(own_engine.start)
    await coordinator_of(entry).async_refresh()
    assert hass.states.is_state(MODE, "approval")
    assert hass.states.is_state(WISHES, "2")
    assert only_of_the_engine(caplog), loud(caplog)


async def _outcome(together: asyncio.Future[list[Any]]) -> list[Any]:
    return await together


async def test_a_run_that_is_waited_for_ends_with_the_engine(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    own_engine.twin.play(person("Alice Martin"))
    await asyncio.to_thread(own_engine.log_in)
    entry = await add_entry(own_engine)
    async with changed(entry, lambda: hass.states.is_state(RUNNING, "on")):
        waiting = asyncio.create_task(
            calling(DOMAIN, "run", wait=True)(hass), name="waiting"
        )
    assert not waiting.done()
    await asyncio.to_thread(own_engine.stop, signal.SIGKILL)
    async with asyncio.timeout(60):
        with pytest.raises(HomeAssistantError) as caught:
            await waiting
    assert caught.value.translation_key == "cannot_connect"
    await asyncio.to_thread(own_engine.start)
    await coordinator_of(entry).async_refresh()
    report = await hass.services.async_call(
        DOMAIN, "run", {"wait": True}, blocking=True, return_response=True
    )
    assert report is not None
    assert report["run"] is not None
    assert only_of_the_engine(caplog), loud(caplog)


async def test_an_entry_that_is_being_set_up_is_tried_again(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    entry = await add_entry(own_engine)
    reload = hass.config_entries.async_reload(entry.entry_id)
    assert await killed_meanwhile(own_engine, reload) is False
    assert entry.state is ConfigEntryState.SETUP_RETRY
    await asyncio.to_thread(own_engine.start)
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert hass.states.is_state(MODE, "approval")
    assert tracebacks(caplog) == []


async def test_flows_say_that_nobody_answers_and_go_on(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    entry = await add_entry(own_engine)
    given = {**GIVEN, CONF_SHOW_RUNS: True}
    options, flows = hass.config_entries.options, hass.config_entries.flow
    opened = await options.async_init(entry.entry_id)
    answer = await killed_meanwhile(
        own_engine, options.async_configure(opened["flow_id"], given)
    )
    assert answer["errors"] == {"base": "cannot_connect"}

    await asyncio.to_thread(own_engine.start)
    data = dict(entry.data)
    added = await flows.async_init(DOMAIN, context={"source": "user"})
    answer = await killed_meanwhile(
        own_engine, flows.async_configure(added["flow_id"], data)
    )
    assert answer["errors"] == {"base": "cannot_connect"}

    await asyncio.to_thread(own_engine.start)
    result = await options.async_configure(opened["flow_id"], given)
    assert result["type"] == "create_entry"
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    assert tracebacks(caplog) == []


async def test_diagnostics_are_what_is_known_of_a_dead_engine(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    entry = await add_entry(own_engine)
    told = await killed_meanwhile(
        own_engine, async_get_config_entry_diagnostics(hass, entry)
    )
    assert told["error"] == "CannotConnectError"
    assert told["state"]["sending_mode"] == "approval"
    await coordinator_of(entry).async_refresh()
    assert only_of_the_engine(caplog), loud(caplog)
