"""The blueprints, loaded as Home Assistant does: triggered, and their effect seen."""

import asyncio
from datetime import timedelta
import re

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
import voluptuous as vol

from custom_components.linkedin_auto.const import DOMAIN
from custom_components.linkedin_auto.services import ACTIONS
from homeassistant.components.automation import DOMAIN as AUTOMATION
from homeassistant.components.automation.helpers import async_get_blueprints
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import (
    CoreState,
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from integration.automating import WISHES, draft, trigger
from integration.conftest import BLUEPRINTS, AddEntry, Load, changed, coordinator_of
from integration.processes import EngineProcess, person
from integration.scripted import eventually
from integration.test_ha_words import EN, FR

NAMES = sorted(file.stem for file in BLUEPRINTS.glob("*.yaml"))

WISH = "event.linkedin_auto_wish"
SCHEDULE = "switch.linkedin_auto_schedule"
PROBLEM = "binary_sensor.linkedin_auto_problem"
MODEL = "ai_task.own_model"
TEMPERATURE = "sensor.shelf"
MEMORY = "input_boolean.too_hot"


@pytest.mark.usefixtures("_blueprints")
@pytest.mark.parametrize("name", NAMES)
async def test_a_blueprint_is_read_says_what_it_needs_and_asks_for_few_things(
    hass: HomeAssistant, name: str
) -> None:
    assert await async_setup_component(hass, AUTOMATION, {})
    found = await async_get_blueprints(hass).async_get_blueprints()
    blueprint = found[f"linkedin_auto/{name}.yaml"]
    assert isinstance(blueprint, Blueprint), blueprint
    assert blueprint.validate() is None
    source = str(blueprint.metadata["source_url"])
    assert source.endswith(f"/blueprints/automation/linkedin_auto/{name}.yaml")
    asked = [key for key, told in blueprint.inputs.items() if "default" not in told]
    assert len(asked) <= 3, asked


@pytest.mark.usefixtures("_blueprints")
@pytest.mark.parametrize("name", NAMES)
async def test_a_blueprint_is_read_in_english_and_in_french(
    hass: HomeAssistant, name: str
) -> None:
    assert await async_setup_component(hass, AUTOMATION, {})
    found = await async_get_blueprints(hass).async_get_blueprints()
    blueprint = found[f"linkedin_auto/{name}.yaml"]
    assert isinstance(blueprint, Blueprint), blueprint
    assert " / " in blueprint.name
    english, french = str(blueprint.metadata["description"]).split("\n")
    assert re.search(r"\b(the|your)\b", english)
    assert re.search(r"\b(la|les|vos|votre)\b", french)
    for key, told in blueprint.inputs.items():
        assert " / " in told["name"], key
        assert " / " in told.get("description", " / "), key


def test_the_language_is_told_by_words_that_home_assistant_has() -> None:
    modes = FR["entity"]["select"]["sending_mode"]["state"].values()
    english = EN["entity"]["select"]["sending_mode"]["state"].values()
    asking = [
        each
        for each in BLUEPRINTS.glob("*.yaml")
        if "is_french" in each.read_text("utf-8")
    ]
    assert len(asking) == 3
    for file in asking:
        text = file.read_text("utf-8")
        assert all(f"'{mode}'" in text for mode in modes), file
        assert not any(f"'{mode}'" in text for mode in english), file


def test_no_blueprint_calls_an_action_that_is_not_there() -> None:
    called = {
        word.strip("\"' ,")
        for file in BLUEPRINTS.glob("*.yaml")
        for word in file.read_text("utf-8").split()
        if word.strip("\"'").startswith(f"{DOMAIN}.")
    }
    assert called >= {f"{DOMAIN}.run", f"{DOMAIN}.approve", f"{DOMAIN}.skip"}
    assert {name.partition(".")[2] for name in called} <= set(ACTIONS)


@pytest.mark.parametrize(("days_from_now", "runs"), [(0, 1), (2, 0)])
async def test_a_run_starts_at_the_time_chosen_and_not_on_another_day(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    load: Load,
    days_from_now: int,
    runs: int,
) -> None:
    own_engine.twin.play(person("Alice Martin"))
    await asyncio.to_thread(own_engine.log_in)
    entry = await add_entry(own_engine)
    day = dt_util.now() + timedelta(days=days_from_now)
    days = [day.strftime("%a").lower()]
    await load("run_at_own_time", account=entry.entry_id, spread=0, days=days)
    tomorrow = dt_util.now() + timedelta(days=1)
    async_fire_time_changed(hass, tomorrow.replace(hour=9, minute=0, second=0))
    if runs:
        await eventually(lambda: hass.states.is_state(WISHES, "1"))
    assert await asyncio.to_thread(_runs, own_engine) == ["birthday"] * runs


@pytest.mark.parametrize(("minutes_ago", "runs"), [(10, 1), (90, 0)])
async def test_a_run_that_a_restart_swallowed_starts_afterwards(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    load: Load,
    minutes_ago: int,
    runs: int,
) -> None:
    own_engine.twin.play(person("Alice Martin"))
    await asyncio.to_thread(own_engine.log_in)
    entry = await add_entry(own_engine)
    assert await hass.config_entries.async_unload(entry.entry_id)
    at = dt_util.now() - timedelta(minutes=minutes_ago)
    hass.set_state(CoreState.starting)
    await load("run_at_own_time", account=entry.entry_id, at=f"{at:%H:%M}:00")
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await eventually(lambda: _under_way(hass, "run_at_own_time") == runs)
    assert await asyncio.to_thread(_runs, own_engine) == []
    # The engine, or the network, comes later than Home Assistant.
    assert await hass.config_entries.async_setup(entry.entry_id)
    await eventually(lambda: not _under_way(hass, "run_at_own_time"))
    assert await asyncio.to_thread(_runs, own_engine) == ["birthday"] * runs


def _runs(engine: EngineProcess) -> list[str]:
    engine.idle()
    return [each["bot"] for each in engine.ask("GET", "runs")["runs"]]


async def test_a_person_is_called_when_needed_and_told_when_it_is_over(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    load: Load,
    phone: str,
    told: list[ServiceCall],
) -> None:
    hass.config.language = "fr"
    await asyncio.to_thread(own_engine.log_in)
    entry = await add_entry(own_engine)
    await load("person_needed", problem=PROBLEM, phones=[phone])
    async with changed(entry, lambda: hass.states.is_state(PROBLEM, "on")):
        await asyncio.to_thread(own_engine.ask, "DELETE", "session")
    await eventually(lambda: bool(told))
    assert told[0].data["title"] == "LinkedIn a besoin de vous"
    assert told[0].data["message"] == "Reconnectez-vous à LinkedIn."
    async with changed(entry, lambda: hass.states.is_state(PROBLEM, "off")):
        await asyncio.to_thread(own_engine.log_in)
    await eventually(lambda: len(told) == 2)
    assert told[1].data["message"] == "clear_notification"


async def test_a_message_about_what_ended_during_a_restart_leaves_the_phone(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    load: Load,
    phone: str,
    told: list[ServiceCall],
) -> None:
    entry = await add_entry(own_engine)
    await load("person_needed", problem=PROBLEM, phones=[phone], language="en")
    assert hass.states.is_state(PROBLEM, "on")
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    assert not told
    assert await hass.config_entries.async_setup(entry.entry_id)
    await eventually(lambda: len(told) == 1)
    assert told[0].data["message"] == "Log in to LinkedIn again."
    assert await hass.config_entries.async_unload(entry.entry_id)
    await asyncio.to_thread(own_engine.log_in)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await eventually(lambda: len(told) == 2)
    assert told[1].data["message"] == "clear_notification"


async def _heating(hass: HomeAssistant, load: Load) -> None:
    assert await async_setup_component(
        hass, "input_boolean", {"input_boolean": {"too_hot": {}}}
    )
    hass.states.async_set(TEMPERATURE, "50")
    await load("pause_while_hot", temperature=TEMPERATURE, schedule=SCHEDULE,
               memory=MEMORY, minutes=0)  # fmt: skip


async def _switch(hass: HomeAssistant, state: str) -> None:
    data = {"entity_id": SCHEDULE}
    await hass.services.async_call("switch", f"turn_{state}", data, blocking=True)
    await eventually(lambda: hass.states.is_state(SCHEDULE, state))


async def test_the_schedule_pauses_while_it_is_hot_and_comes_back_by_itself(
    hass: HomeAssistant, own_engine: EngineProcess, add_entry: AddEntry, load: Load
) -> None:
    await add_entry(own_engine)
    await _switch(hass, "on")
    await _heating(hass, load)
    hass.states.async_set(TEMPERATURE, "80")
    await eventually(lambda: hass.states.is_state(SCHEDULE, "off"))
    assert hass.states.is_state(MEMORY, "on")
    hass.states.async_set(TEMPERATURE, "70")
    await hass.async_block_till_done()
    assert hass.states.is_state(SCHEDULE, "off")
    hass.states.async_set(TEMPERATURE, "60")
    await eventually(lambda: hass.states.is_state(SCHEDULE, "on"))
    await eventually(lambda: hass.states.is_state(MEMORY, "off"))


async def test_a_schedule_that_a_person_switched_off_stays_off(
    hass: HomeAssistant, own_engine: EngineProcess, add_entry: AddEntry, load: Load
) -> None:
    await add_entry(own_engine)
    await _switch(hass, "on")
    await _heating(hass, load)
    hass.states.async_set(TEMPERATURE, "80")
    await eventually(lambda: hass.states.is_state(SCHEDULE, "off"))
    await _switch(hass, "on")
    await eventually(lambda: hass.states.is_state(MEMORY, "off"))
    await _switch(hass, "off")
    hass.states.async_set(TEMPERATURE, "60")
    await hass.async_block_till_done()
    assert hass.states.is_state(SCHEDULE, "off")


async def test_the_week_is_told_with_its_wishes_and_the_birthdays_to_come(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    load: Load,
    phone: str,
    told: list[ServiceCall],
) -> None:
    # A birthday of last week, to which the wish was sent in this one.
    own_engine.twin.play(person("Alice Martin"), person("Bruno Keller", day=8))
    await asyncio.to_thread(own_engine.log_in)
    await asyncio.to_thread(own_engine.run, bot="unlimited", mode="automatic")
    entry = await add_entry(own_engine)
    await load("weekly_summary", account=entry.entry_id, phones=[phone])
    await trigger(hass, "weekly_summary")
    await eventually(lambda: bool(told))
    assert told[0].data["title"] == "Your week on LinkedIn"
    lines = told[0].data["message"].splitlines()
    assert lines == ["Wishes sent: 2", "Birthdays of the coming week: none known"]
    assert await hass.config_entries.async_unload(entry.entry_id)
    await trigger(hass, "weekly_summary")
    await eventually(lambda: len(told) == 2)
    assert told[1].data["message"] == "LinkedIn Auto does not answer."


class Model:
    """What speaks for a person's own model, an answer or an error at a time."""

    def __init__(self, *says: str | Exception) -> None:
        self.says = list(says)
        self.asked: list[str] = []

    async def answer(self, call: ServiceCall) -> ServiceResponse:
        assert call.data["entity_id"] == [MODEL]
        self.asked.append(call.data["instructions"])
        answer = self.says.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return {"conversation_id": "1", "data": answer}


def _under_way(hass: HomeAssistant, name: str) -> int:
    automation = hass.states.get(f"automation.{name}")
    assert automation is not None
    return int(automation.attributes["current"])


async def _drafted_by(
    hass: HomeAssistant,
    engine: EngineProcess,
    add_entry: AddEntry,
    load: Load,
    *says: str | Exception,
) -> tuple[Model, MockConfigEntry]:
    model = Model(*says)
    # As the action of the integration ``ai_task`` takes its fields, and answers.
    hass.services.async_register(
        "ai_task",
        "generate_data",
        model.answer,
        schema=vol.Schema(
            {
                vol.Required("task_name"): cv.string,
                vol.Required("entity_id"): cv.entity_ids,
                vol.Required("instructions"): cv.string,
            }
        ),
        supports_response=SupportsResponse.ONLY,
    )
    people = [person(f"Alice {letter}") for letter in "ABCDEFGH"[: len(says)]]
    engine.twin.play(*people)
    await asyncio.to_thread(engine.log_in)
    entry = await add_entry(engine)
    await load("draft_with_ai", wish=WISH, wishes=WISHES, model=MODEL)
    await draft(hass, entry, engine, len(says))
    await eventually(lambda: len(model.asked) == len(says))
    await eventually(lambda: not _under_way(hass, "draft_with_ai"))
    return model, entry


async def test_the_model_writes_every_draft_and_approves_none(
    hass: HomeAssistant, own_engine: EngineProcess, add_entry: AddEntry, load: Load
) -> None:
    says = ("Belle journée, Alice !", "Encore un an, Alice !")
    model, entry = await _drafted_by(hass, own_engine, add_entry, load, *says)
    drafts = coordinator_of(entry).data.drafts
    assert sorted(each.text for each in drafts) == sorted(says)
    assert {each.state for each in drafts} == {"drafted"}
    # Not every template has a name in it; each is a whole text, filled in.
    for each in model.asked:
        shown = re.search(r"--- (.+) ---", " ".join(each.split()))
        assert shown is not None
        assert len(shown[1]) > 20
        assert "{{" not in shown[1]


@pytest.mark.parametrize(
    "unfit",
    [
        HomeAssistantError("no model today"),
        "",
        "x" * 281,
        "Look at https://spam.test, Alice",
        "Happy birthday, {{ first_name }}",
        "42",
    ],
    ids=["error", "nothing", "too_long", "address", "template", "number"],
)
async def test_the_template_stays_where_the_model_answers_nothing_fit(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    load: Load,
    unfit: str | Exception,
) -> None:
    _, entry = await _drafted_by(hass, own_engine, add_entry, load, unfit)
    (kept,) = coordinator_of(entry).data.drafts
    assert kept.text
    assert kept.text != unfit
    assert not kept.edited
