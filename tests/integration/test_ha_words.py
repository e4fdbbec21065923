"""Every word that is shown exists, in both languages."""

from collections.abc import Iterator
import json
import re
from typing import Any

import pytest

from custom_components.linkedin_auto import PLATFORMS
from custom_components.linkedin_auto.engine_client.contract.enums import (
    BotName,
    Occasion,
    ProblemCode,
    RunOrigin,
    RunReason,
    SendingMode,
    WishReason,
    WishState,
)
from custom_components.linkedin_auto.failures import _CODES, _HARMLESS
from custom_components.linkedin_auto.issues import KINDS
from custom_components.linkedin_auto.services import ACTIONS
from homeassistant.core import HomeAssistant
from homeassistant.util.yaml import parse_yaml
from integration.conftest import AddEntry, tell_of_all
from integration.processes import REPOSITORY
from integration.scripted import ScriptedEngine
from integration.test_ha_entities import KEYS

FOLDER = REPOSITORY / "custom_components/linkedin_auto"
EN, FR = (
    json.loads((FOLDER / f"translations/{language}.json").read_text(encoding="utf-8"))
    for language in ("en", "fr")
)
ICONS = json.loads((FOLDER / "icons.json").read_text(encoding="utf-8"))
SERVICES: Any = parse_yaml((FOLDER / "services.yaml").read_text())
OWN = [
    path for path in FOLDER.rglob("*.py") if "contract" not in path.parent.parts[-1:]
]


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(tree, str):
        yield path, tree
        return
    for key, value in tree.items():
        yield from leaves(value, f"{path}.{key}")


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def test_french_says_all_that_english_says() -> None:
    english, french = dict(leaves(EN)), dict(leaves(FR))
    assert english.keys() == french.keys()
    for path, text in english.items():
        assert placeholders(text) == placeholders(french[path]), path


@pytest.mark.parametrize("words", [EN, FR], ids=["en", "fr"])
def test_texts_are_as_hassfest_wants_them(words: dict[str, Any]) -> None:
    for path, text in leaves(words):
        assert text == text.strip() != "", path
        assert "://" not in text, path
        assert not re.search(r"<\w", text), path
        assert not re.search(r"'{\w+}'", text), path
        assert re.fullmatch(r"[.a-z0-9_-]+", path), path
        assert "—" not in text, path


def test_every_entity_has_a_name_and_an_icon_or_a_device_class() -> None:
    for platform, keys in KEYS.items():
        assert set(EN["entity"][platform]) == keys
        assert all("name" in words for words in EN["entity"][platform].values())
    with_class = {"running", "problem", "cpu_temperature"}
    named = {key for each in ICONS["entity"].values() for key in each}
    assert named == set().union(*KEYS.values()) - with_class
    assert {platform.value for platform in PLATFORMS} == KEYS.keys()
    for path, icon in leaves(ICONS):
        assert re.fullmatch(r"mdi:[a-z0-9-]+", icon), path


# Home Assistant names what is on all entities of a kind.
_COMMON = {
    *("friendly_name", "icon", "device_class", "state_class", "unit_of_measurement"),
    *("options", "min", "max", "step", "mode", "event_types", "event_type"),
    *("supported_features", "access_token", "entity_picture"),
    *("all_day", "start_time", "end_time", "location", "description", "message"),
}


@pytest.mark.usefixtures("_all_entities")
async def test_every_attribute_has_a_name_and_its_states_have_words(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    await tell_of_all(await add_entry(scripted), scripted)
    named = 0
    for state in hass.states.async_all():
        domain, _, name = state.entity_id.partition(".")
        words = EN["entity"][domain][name.removeprefix("linkedin_auto_")]
        given = words.get("state_attributes", {})
        assert state.attributes.keys() - given.keys() <= _COMMON, state.entity_id
        named += len(state.attributes.keys() & given.keys())
    assert named > 40


def test_every_word_of_a_closed_set_in_an_attribute_has_its_words() -> None:
    sets = {
        "problems": ProblemCode,
        "mode": SendingMode,
        "bot": BotName,
        "origin": RunOrigin,
        "occasion": Occasion,
        "wish_state": WishState,
        "previous_state": WishState,
    }
    reasons = {"wish": WishReason, "run": RunReason}
    seen = set()
    for platform in EN["entity"].values():
        for key, words in platform.items():
            for name, each in words.get("state_attributes", {}).items():
                kind = reasons.get(key) if name == "reason" else sets.get(name)
                if kind is not None:
                    assert each["state"].keys() == set(kind), (key, name)
                    seen.add(name)
    assert seen == sets.keys() | {"reason"}


def test_every_state_of_a_closed_set_has_its_words() -> None:
    entity = EN["entity"]
    results = {*RunReason, "finished", "stopped", "failed"}
    assert entity["sensor"]["last_run_result"]["state"].keys() == results
    assert entity["select"]["sending_mode"]["state"].keys() == set(SendingMode)
    wish = entity["event"]["wish"]["state_attributes"]["event_type"]["state"]
    assert wish.keys() == set(WishState)
    selectors = {key: set(each["options"]) for key, each in EN["selector"].items()}
    assert selectors["language"] == {"auto", "en", "fr"}
    # Nobody is offered what the engine cannot do yet.
    assert selectors["bot"] == {BotName.BIRTHDAY, BotName.UNLIMITED}
    assert selectors["occasion"] == set(Occasion)
    assert selectors["sending_mode"] == set(SendingMode)
    assert selectors["wish_state"] == set(WishState)


def test_every_exception_that_is_raised_has_its_words() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in OWN)
    raised = set(re.findall(r'translation_key="(\w+)"', source)) - {
        "days",
        "language",
        "unverified",
    }
    raised |= _CODES.keys() | (set(RunReason) - _HARMLESS)
    raised |= {"engine_error", "run_failed", "several_contacts", "no_contact"}
    raised |= {"engine_too_old", "engine_too_new"}
    raised |= {f"wish_{reason}" for reason in WishReason}
    assert set(EN["exceptions"]) == raised


def test_every_problem_has_a_repair_with_words() -> None:
    assert {*ProblemCode, "engine_too_old", "engine_too_new", "unknown_problem"} == (
        KINDS.keys()
    )
    assert KINDS.keys() == EN["issues"].keys()
    for key, kind in KINDS.items():
        assert ("fix_flow" in EN["issues"][key]) is kind.is_fixable
        assert ("description" in EN["issues"][key]) is not kind.is_fixable


def test_every_field_of_an_action_has_a_selector_and_words() -> None:
    assert SERVICES.keys() == ACTIONS.keys() == EN["services"].keys()
    assert ICONS["services"].keys() == ACTIONS.keys()
    for name, action in ACTIONS.items():
        fields = {"config_entry_id", *(str(each) for each in action.fields)}
        assert SERVICES[name]["fields"].keys() == fields, name
        assert EN["services"][name]["fields"].keys() == fields, name
        for field in SERVICES[name]["fields"].values():
            (selector,) = field["selector"].values()
            key = (selector or {}).get("translation_key")
            if key is not None:
                assert set(selector["options"]) == EN["selector"][key]["options"].keys()
