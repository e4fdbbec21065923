"""Every word that is shown exists, in both languages; the files obey hassfest."""

import ast
from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.linkedin_auto import PLATFORMS
from custom_components.linkedin_auto.engine_client.contract.enums import (
    BotName,
    Occasion,
    ProblemCode,
    RunReason,
    SendingMode,
    WishState,
)
from custom_components.linkedin_auto.failures import _CODES, _HARMLESS
from custom_components.linkedin_auto.issues import KINDS
from custom_components.linkedin_auto.services import ACTIONS
from homeassistant.util.yaml import parse_yaml
from integration.processes import REPOSITORY
from integration.test_ha_entities import KEYS

FOLDER = REPOSITORY / "custom_components/linkedin_auto"
EN, FR = (
    json.loads((FOLDER / f"translations/{language}.json").read_text(encoding="utf-8"))
    for language in ("en", "fr")
)
ICONS = json.loads((FOLDER / "icons.json").read_text(encoding="utf-8"))
SERVICES: Any = parse_yaml((FOLDER / "services.yaml").read_text())
MANIFEST = json.loads((FOLDER / "manifest.json").read_text())
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


def test_every_state_of_a_closed_set_has_its_words() -> None:
    entity = EN["entity"]
    results = {*RunReason, "finished", "stopped", "failed"}
    assert entity["sensor"]["last_run_result"]["state"].keys() == results
    assert entity["select"]["sending_mode"]["state"].keys() == set(SendingMode)
    wish = entity["event"]["wish"]["state_attributes"]["event_type"]["state"]
    assert wish.keys() == set(WishState)
    selectors = {key: set(each["options"]) for key, each in EN["selector"].items()}
    assert selectors["bot"] == set(BotName)
    assert selectors["occasion"] == set(Occasion)
    assert selectors["sending_mode"] == set(SendingMode)
    assert selectors["wish_state"] == set(WishState)


def test_every_exception_that_is_raised_has_its_words() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in OWN)
    raised = set(re.findall(r'translation_key="(\w+)"', source)) - {
        "days",
        "unverified",
    }
    raised |= _CODES.keys() | (set(RunReason) - _HARMLESS)
    raised |= {"engine_error", "run_failed", "several_contacts", "no_contact"}
    raised |= {"engine_too_old", "engine_too_new"}
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


def test_the_manifest_is_sorted_and_has_what_hassfest_and_hacs_want() -> None:
    first, second, *rest = MANIFEST
    assert (first, second) == ("domain", "name")
    assert rest == sorted(rest)
    assert MANIFEST["domain"] == FOLDER.name
    wanted = {"codeowners", "documentation", "issue_tracker", "version", "iot_class"}
    assert wanted <= MANIFEST.keys()
    assert MANIFEST["integration_type"] == "service"
    hacs = json.loads((REPOSITORY / "hacs.json").read_text())
    assert hacs == {"name": "LinkedIn Auto", "homeassistant": "2026.10.0"}


def test_components_that_are_imported_are_declared() -> None:
    platforms = {platform.value for platform in PLATFORMS}
    declared = {*MANIFEST["dependencies"], *MANIFEST["after_dependencies"]}
    # hassfest knows these as always there, or each by a file of its name
    exempt = {"system_health", "diagnostics"}
    for path in OWN:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                parts = node.module.split(".")
                if parts[:2] == ["homeassistant", "components"]:
                    names = parts[2:3] or [each.name for each in node.names]
                    assert set(names) <= platforms | declared | exempt, path


def test_the_client_knows_nothing_of_home_assistant() -> None:
    for path in (FOLDER / "engine_client").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "homeassistant" not in text, path
        assert "linkedin_engine" not in re.sub(r"^#.*", "", text), path


def test_every_platform_says_how_many_updates_go_in_parallel() -> None:
    for platform in PLATFORMS:
        text = (FOLDER / f"{platform.value}.py").read_text(encoding="utf-8")
        assert re.search(r"^PARALLEL_UPDATES = [01]$", text, re.MULTILINE), platform


def test_every_rule_of_the_quality_scale_is_answered() -> None:
    scale: Any = parse_yaml((FOLDER / "quality_scale.yaml").read_text())
    rules = scale["rules"]
    assert len(rules) == 54
    for name, answer in rules.items():
        if isinstance(answer, dict):
            assert answer["status"] == "exempt", name
            assert answer["comment"], name
        else:
            assert answer in {"done", "todo"}, name


def size(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


def test_the_brand_images_have_the_sizes_that_home_assistant_shows() -> None:
    brand = FOLDER / "brand"
    assert size(brand / "icon.png") == (256, 256)
    assert size(brand / "icon@2x.png") == (512, 512)
    width, height = size(brand / "logo.png")
    assert 128 <= min(width, height) <= 256
    assert size(brand / "logo@2x.png") == (2 * width, 2 * height)


def test_no_line_ending_or_secret_slips_into_a_log() -> None:
    for path in OWN:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            ):
                continue
            if ast.unparse(node.func.value) in {"LOGGER", "_LOGGER"}:
                assert node.func.attr == "debug", path
