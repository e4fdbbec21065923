"""What the documents tell a person to copy into Home Assistant works there."""

import asyncio
from collections.abc import Iterator
import logging
import re
from typing import Any

import pytest
from repository.documents import PAIRS, Block, Document, blocks

from custom_components.linkedin_auto.const import DOMAIN
from custom_components.linkedin_auto.issues import KINDS
from custom_components.linkedin_auto.services import ACTIONS
from homeassistant.components.automation import DOMAIN as AUTOMATION
from homeassistant.components.script import DOMAIN as SCRIPT
from homeassistant.core import HomeAssistant, SupportsResponse
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
from integration.conftest import AddEntry, changed
from integration.processes import EngineProcess, person
from integration.scripted import ScriptedEngine

# What is the same in both languages is tried once.
EXAMPLES = {
    each.code: each for each in blocks("yaml") if each.kind in {"automation", "script"}
}.values()
DASHBOARDS = [each for each in blocks("yaml") if each.kind == "dashboard"]
WISHES = "todo.linkedin_auto_wishes"
WISH = "event.linkedin_auto_wish"
CALENDAR = "calendar.linkedin_auto_birthdays"
NOTIFICATIONS = "persistent_notification"
LANGUAGES = {"en": 0, "fr": 1}
OFF = {"en": "off", "fr": "désactivée"}
ON = {"en": "on", "fr": "activée"}


def read(block: Block) -> Any:
    return parse_yaml(block.code)


def values(found: Any, key: str) -> Iterator[Any]:
    """Yield what stands under a key, however deep."""
    if isinstance(found, dict):
        for name, value in found.items():
            if name == key:
                yield from value if isinstance(value, list) else [value]
            else:
                yield from values(value, key)
    elif isinstance(found, list):
        for value in found:
            yield from values(value, key)


async def load(hass: HomeAssistant) -> dict[str, Block]:
    """Set all examples up as a person would; return them by their ids.

    Those that decide about what waits come last.
    """
    automations: list[dict[str, Any]] = []
    scripts: dict[str, Any] = {}
    found: dict[str, Block] = {}
    for block in sorted(EXAMPLES, key=lambda each: f"{DOMAIN}.approve" in each.code):
        content, name = read(block), f"example_{len(found)}"
        if block.kind == AUTOMATION:
            automations.append({"id": name, "alias": name, **content})
        else:
            scripts[name] = {"sequence": content}
        found[f"{block.kind}.{name}"] = block
    assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: automations})
    assert await async_setup_component(hass, SCRIPT, {SCRIPT: scripts})
    await hass.async_block_till_done()
    return found


async def use(hass: HomeAssistant, entity_id: str) -> list[str]:
    """Have one act, whatever the time is; return what it told."""
    domain = entity_id.partition(".")[0]
    skip = {"skip_condition": True} if domain == AUTOMATION else {}
    action = "trigger" if domain == AUTOMATION else "turn_on"
    told: dict[str, Any] = hass.data.setdefault(NOTIFICATIONS, {})
    told.clear()
    await hass.services.async_call(
        domain, action, {"entity_id": entity_id, **skip}, blocking=True
    )
    await hass.async_block_till_done()
    return [each["message"] for each in told.values()]


@pytest.mark.usefixtures("_all_entities")
async def test_every_example_is_taken_and_does_its_work(
    hass: HomeAssistant,
    own_engine: EngineProcess,
    add_entry: AddEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    own_engine.twin.play(person("Alice Martin"), person("Bruno Keller"))
    await asyncio.to_thread(own_engine.log_in)
    entry = await add_entry(own_engine)

    def is_known() -> bool:
        return hass.states.is_state(WISHES, "2") and hass.states.is_state(
            CALENDAR, "on"
        )

    async with changed(entry, is_known):
        await asyncio.to_thread(own_engine.run)
    assert await async_setup_component(hass, NOTIFICATIONS, {})
    caplog.clear()
    for entity_id, block in (await load(hass)).items():
        is_automation = block.kind == AUTOMATION
        assert hass.states.is_state(entity_id, "on" if is_automation else "off")
        content = read(block)
        for each in values(content, "entity_id"):
            assert hass.states.get(each) is not None, each
        for each in values(content, "action"):
            assert hass.services.has_service(*each.split(".")), each
        messages = await use(hass, entity_id)
        assert len(messages) == len(set(values(content, "message")))
        await _check(hass, own_engine, block.code, messages)
        if is_automation:
            await hass.services.async_call(
                AUTOMATION, "turn_off", {"entity_id": entity_id}, blocking=True
            )
    # Of a slow machine, asyncio warns too.
    bad = [
        each.getMessage()
        for each in caplog.records
        if each.name.startswith(("homeassistant", "custom_components"))
        if each.levelno >= logging.ERROR
        or (each.levelno == logging.WARNING and "example_" in each.getMessage())
    ]
    assert bad == []


async def _check(
    hass: HomeAssistant, engine: EngineProcess, code: str, messages: list[str]
) -> None:
    """See what an example has done, by what it says that it does."""
    if f"{DOMAIN}.approve" in code:
        assert hass.states.is_state(WISHES, "0")
    elif f"{DOMAIN}.run" in code:
        assert re.match("0 .*, 2 ", messages[0])
    elif "event_type" in code:
        state = hass.states.get(WISH)
        assert state is not None
        assert messages == [state.attributes["name"]]
    elif "get_birthdays" in code:
        assert messages == ["Alice Martin, Bruno Keller"]
    else:
        assert f"{DOMAIN}.set_message" in code
        kept = await asyncio.to_thread(engine.ask, "GET", "messages")
        own = [each for each in kept["templates"] if each["id"].startswith("own-")]
        assert "{{ first_name }}" in own[-1]["text"]


@pytest.mark.parametrize("block", DASHBOARDS, ids=lambda block: block.name)
def test_a_dashboard_is_one_line_for_the_integration(block: Block) -> None:
    assert read(block) == {"strategy": {"type": "custom:linkedin-auto"}}


def test_every_example_of_yaml_is_looked_at() -> None:
    assert len(EXAMPLES) >= 7
    assert len(DASHBOARDS) == 2
    kinds = {block.kind for block in blocks("yaml")}
    assert kinds == {"automation", "dashboard", "prometheus", "script"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_entity_is_told_with_its_name_id_and_whether_it_is_on(
    hass: HomeAssistant,
    scripted: ScriptedEngine,
    add_entry: AddEntry,
    entity_registry: er.EntityRegistry,
    language: str,
) -> None:
    entry = await add_entry(scripted)
    words = await async_get_translations(hass, language, "entity", {DOMAIN})
    wanted = {}
    for each in er.async_entries_for_config_entry(entity_registry, entry.entry_id):
        key = f"component.{DOMAIN}.entity.{each.domain}.{each.translation_key}.name"
        state = OFF if each.disabled_by else ON
        wanted[each.entity_id] = (words[key], state[language])
    document = Document(PAIRS[1][LANGUAGES[language]])
    told = {}
    for table in document.tables:
        for row in table[1:]:
            found = re.fullmatch(r"`(\w+\.linkedin_auto_\w+)`", row[1])
            if found is not None and len(row) == len(table[0]) == 4:
                told[found[1]] = (row[0], row[3])
                assert row[2].endswith("."), row
    assert told == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_actions_that_always_answer_are_told(language: str) -> None:
    document = Document(PAIRS[1][LANGUAGES[language]])
    section = next(each for each in document.headings if "ctions" in each.title)
    beginning = section.text.partition("\n#")[0]
    always = {
        name
        for name, action in ACTIONS.items()
        if action.response is SupportsResponse.ONLY
    }
    assert set(re.findall(r"`([a-z_]+)`", beginning)) == always | {"config_entry_id"}


def test_every_repair_leads_to_a_part_of_the_help() -> None:

    anchors = Document("docs/TROUBLESHOOTING.md").anchors
    assert {str(kind) for kind in KINDS} <= anchors
