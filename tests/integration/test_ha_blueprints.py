"""The blueprints, loaded as Home Assistant does: triggered, and their effect seen."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
import shutil
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_mock_service,
)
import voluptuous as vol

from custom_components.linkedin_auto.const import DOMAIN
from custom_components.linkedin_auto.services import ACTIONS
from homeassistant.components.automation import DOMAIN as AUTOMATION
from homeassistant.components.automation.helpers import async_get_blueprints
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from integration.conftest import AddEntry, changed, coordinator_of
from integration.processes import EngineProcess, person
from integration.scripted import eventually

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "blueprints/automation/linkedin_auto"
NAMES = sorted(file.stem for file in FOLDER.glob("*.yaml"))

WISHES = "todo.linkedin_auto_wishes"
WISH = "event.linkedin_auto_wish"
SCHEDULE = "switch.linkedin_auto_schedule"
PROBLEM = "binary_sensor.linkedin_auto_problem"
MODEL = "ai_task.own_model"
TEMPERATURE = "sensor.shelf"
MEMORY = "input_boolean.too_hot"

type Load = Callable[..., Awaitable[None]]


@pytest.fixture(autouse=True)
async def _blueprints(hass: HomeAssistant, tmp_path: Path) -> None:
    """Put the blueprints where Home Assistant looks for them."""
    there = tmp_path / "config/blueprints/automation/linkedin_auto"
    await asyncio.to_thread(shutil.copytree, FOLDER, there)
    hass.config.config_dir = str(tmp_path / "config")


@pytest.fixture
async def phone(hass: HomeAssistant) -> str:
    """Return the id of a phone's device, as the mobile app makes one."""
    entry = MockConfigEntry(domain="mobile_app", title="Pixel of Camille")
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={("mobile_app", "pixel")},
        name="Pixel of Camille",
    )
    return device.id


@pytest.fixture
def told(hass: HomeAssistant) -> list[ServiceCall]:
    """Return what the phone was told."""
    calls: list[ServiceCall] = async_mock_service(
        hass, "notify", "mobile_app_pixel_of_camille"
    )
    return calls


@pytest.fixture
async def load(hass: HomeAssistant) -> AsyncIterator[Load]:
    """Return what makes an automation of a blueprint; it is switched off in the end."""

    async def make(name: str, **inputs: Any) -> None:
        blueprint = {"path": f"linkedin_auto/{name}.yaml", "input": inputs}
        config = {"alias": name, "use_blueprint": blueprint}
        assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: config})
        await hass.async_block_till_done()
        assert hass.states.is_state(f"automation.{name}", "on")

    yield make
    if hass.services.has_service(AUTOMATION, "turn_off"):
        await hass.services.async_call(
            AUTOMATION, "turn_off", {"entity_id": "all"}, blocking=True
        )


async def later(hass: HomeAssistant, **ahead: float) -> None:
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(**ahead))
    await hass.async_block_till_done()


async def drafted(
    hass: HomeAssistant, engine: EngineProcess, add_entry: AddEntry, *names: str
) -> MockConfigEntry:
    """Have wishes to these people drafted."""
    engine.twin.play(*map(person, names))
    await asyncio.to_thread(engine.log_in)
    entry = await add_entry(engine)
    await draft(hass, entry, engine, len(names))
    return entry


async def draft(
    hass: HomeAssistant, entry: MockConfigEntry, engine: EngineProcess, count: int
) -> None:
    async with changed(entry, lambda: hass.states.is_state(WISHES, str(count))):
        await asyncio.to_thread(engine.run)


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


def test_no_blueprint_calls_an_action_that_is_not_there() -> None:
    called = {
        word.strip("\"' ,")
        for file in FOLDER.glob("*.yaml")
        for word in file.read_text("utf-8").split()
        if word.strip("\"'").startswith(f"{DOMAIN}.")
    }
    assert called >= {f"{DOMAIN}.run", f"{DOMAIN}.approve", f"{DOMAIN}.skip"}
    assert {name.partition(".")[2] for name in called} <= set(ACTIONS)


async def _asked_on_the_phone(
    hass: HomeAssistant, load: Load, phone: str, told: list[ServiceCall]
) -> dict[str, Any]:
    await load("ask_on_phone", wishes=WISHES, phones=[phone], language="fr",
               after="00:00:00", before="23:59:59")  # fmt: skip
    await hass.services.async_call(
        AUTOMATION,
        "trigger",
        {"entity_id": "automation.ask_on_phone"},
        blocking=False,
    )
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
    assert shown["title"] == "Souhaits d’anniversaire"
    assert "Alice Martin: " in shown["message"]
    assert "Bruno Keller: " in shown["message"]
    buttons = shown["data"]["actions"]
    assert [each["title"] for each in buttons] == ["Tout envoyer", "Ignorer", "Ouvrir"]
    hass.bus.async_fire(
        "mobile_app_notification_action", {"action": buttons[button]["action"]}
    )
    await eventually(lambda: hass.states.is_state(WISHES, "0"))
    wishes = (await asyncio.to_thread(own_engine.ask, "GET", "wishes"))["wishes"]
    allowed = {state, "sending", "sent"} if state == "approved" else {state}
    assert {each["state"] for each in wishes} <= allowed
    await asyncio.to_thread(own_engine.idle)


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
    hass.bus.async_fire(
        "mobile_app_notification_action", {"action": "LINKEDIN_AUTO_SEND_of_another"}
    )
    await later(hass, hours=13)
    wishes = (await asyncio.to_thread(own_engine.ask, "GET", "wishes"))["wishes"]
    assert [each["state"] for each in wishes] == ["drafted"]
    assert await asyncio.to_thread(own_engine.twin.received) == {}


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
    await asyncio.to_thread(own_engine.idle)
    done = (await asyncio.to_thread(own_engine.ask, "GET", "runs"))["runs"]
    assert [each["bot"] for each in done] == ["birthday"] * runs


async def test_a_person_is_called_when_needed_and_told_when_it_is_over(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    load: Load,
    phone: str,
    told: list[ServiceCall],
) -> None:
    await asyncio.to_thread(own_engine.log_in)
    entry = await add_entry(own_engine)
    await load("person_needed", problem=PROBLEM, phones=[phone], language="fr")
    async with changed(entry, lambda: hass.states.is_state(PROBLEM, "on")):
        await asyncio.to_thread(own_engine.ask, "DELETE", "session")
    await eventually(lambda: bool(told))
    assert told[0].data["title"] == "LinkedIn a besoin de vous"
    assert told[0].data["message"] == "Reconnectez-vous à LinkedIn."
    async with changed(entry, lambda: hass.states.is_state(PROBLEM, "off")):
        await asyncio.to_thread(own_engine.log_in)
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
    entry = await drafted(hass, own_engine, add_entry, "Alice Martin")
    total = "sensor.linkedin_auto_messages_sent_total"
    async with changed(entry, lambda: hass.states.is_state(total, "1")):
        await hass.services.async_call(DOMAIN, "approve", {"all": True}, blocking=True)
    await asyncio.to_thread(own_engine.idle)
    moment = dt_util.now().replace(hour=18, minute=0, second=0)
    await load("weekly_summary", account=entry.entry_id, phones=[phone],
               day=moment.strftime("%a").lower())  # fmt: skip
    await _tell_the_week(hass)
    await eventually(lambda: bool(told))
    assert told[0].data["title"] == "Your week on LinkedIn"
    lines = told[0].data["message"].splitlines()
    assert lines[0] == "Wishes sent: 1"
    assert lines[-1].startswith("Birthdays of the coming week: ")
    assert len(lines) == 2


async def _tell_the_week(hass: HomeAssistant) -> None:
    await hass.services.async_call(
        AUTOMATION,
        "trigger",
        {"entity_id": "automation.weekly_summary"},
        blocking=True,
    )


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


def _writing(hass: HomeAssistant) -> int:
    automation = hass.states.get("automation.draft_with_ai")
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
    await eventually(lambda: not _writing(hass))
    return model, entry


async def test_the_model_writes_every_draft_and_approves_none(
    hass: HomeAssistant, own_engine: EngineProcess, add_entry: AddEntry, load: Load
) -> None:
    says = ("Belle journée, Alice !", "Encore un an, Alice !")
    model, entry = await _drafted_by(hass, own_engine, add_entry, load, *says)
    drafts = coordinator_of(entry).data.drafts
    assert sorted(each.text for each in drafts) == sorted(says)
    assert {each.state for each in drafts} == {"drafted"}
    assert all("Alice" in each for each in model.asked)


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
