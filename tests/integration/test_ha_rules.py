"""The rules that hassfest checks, and those of the quality scale, as far as it goes.

hassfest itself runs in the workflow; here a mistake is seen before it is pushed.
"""

import ast
import json
from pathlib import Path
import re
from typing import Any

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
import pytest
import voluptuous as vol

from custom_components.linkedin_auto import PLATFORMS
from custom_components.linkedin_auto.config_flow import LinkedInAutoConfigFlow
from custom_components.linkedin_auto.repairs import _FLOWS
import homeassistant
from homeassistant.util.yaml import parse_yaml
from integration.test_ha_words import EN, FOLDER, FR, ICONS, OWN, leaves

MANIFEST = json.loads((FOLDER / "manifest.json").read_text())
_ANSWERS: Any = parse_yaml((FOLDER / "quality_scale.yaml").read_text())
SCALE: dict[str, Any] = _ANSWERS["rules"]
SOURCES = {path: path.read_text(encoding="utf-8") for path in OWN}

MANIFEST_KEYS = vol.Schema(
    {
        vol.Required("domain"): FOLDER.name,
        vol.Required("name"): str,
        vol.Required("codeowners"): vol.All([vol.Match(r"^@[\w-]+$")], vol.Length(1)),
        vol.Required("config_flow"): True,
        vol.Required("documentation"): vol.Match(
            r"^https://(?!www\.home-assistant\.io/integrations)"
        ),
        vol.Required("integration_type"): "service",
        vol.Required("iot_class"): "local_push",
        vol.Required("issue_tracker"): vol.Match(r"^https://.*/issues$"),
        vol.Required("loggers"): [f"custom_components.{FOLDER.name}"],
        vol.Required("requirements"): [vol.Match(r"^[a-z0-9-]+[=>]=[0-9.]+$")],
        vol.Required("version"): str,
        vol.Optional("after_dependencies"): [str],
        vol.Optional("dependencies"): [str],
        vol.Optional("quality_scale"): "platinum",
    }
)


def keyed(value: Any) -> vol.Schema:
    """Return the schema of words by key, as hassfest wants keys."""
    return vol.Schema({vol.Match(r"^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$"): value})


STEP = {
    vol.Optional("title"): str,
    vol.Optional("description"): str,
    vol.Optional("data"): keyed(str),
    vol.Optional("data_description"): keyed(str),
}
FLOW = {
    vol.Required("step"): keyed(STEP),
    vol.Optional("error"): keyed(str),
    vol.Optional("abort"): keyed(str),
    vol.Optional("create_entry"): keyed(str),
}
STATES = {vol.Optional("name"): str, vol.Optional("state"): keyed(str)}
ENTITY = {
    vol.Required("name"): str,
    vol.Optional("state"): keyed(str),
    vol.Optional("state_attributes"): keyed(STATES),
    vol.Optional("unit_of_measurement"): str,
}
NAMED = {vol.Required("name"): str, vol.Required("description"): str}
WORDS = vol.Schema(
    {
        "common": keyed(str),
        "config": FLOW,
        "entity": keyed(keyed(ENTITY)),
        "exceptions": keyed({vol.Required("message"): str}),
        "issues": keyed(
            vol.All(
                {
                    vol.Required("title"): str,
                    vol.Exclusive("description", "fixable"): str,
                    vol.Exclusive("fix_flow", "fixable"): FLOW,
                },
                vol.Length(min=2),
            )
        ),
        "options": FLOW,
        "selector": keyed({vol.Required("options"): keyed(str)}),
        "services": keyed({**NAMED, vol.Optional("fields"): keyed(NAMED)}),
        "system_health": {vol.Required("info"): keyed(str)},
    },
    required=True,
)


def test_the_manifest_has_the_keys_that_are_known_in_the_order_that_is_wanted() -> None:
    MANIFEST_KEYS(MANIFEST)
    first, second, *rest = MANIFEST
    assert (first, second) == ("domain", "name")
    assert rest == sorted(rest)
    strategies = [AwesomeVersionStrategy.SEMVER, AwesomeVersionStrategy.PEP440]
    AwesomeVersion(MANIFEST["version"], ensure_strategy=strategies)


@pytest.mark.parametrize("words", [EN, FR], ids=["en", "fr"])
def test_the_words_are_where_home_assistant_looks_for_them(words: Any) -> None:
    WORDS(words)
    assert not any("[%key:" in text for _, text in leaves(words))
    assert not (FOLDER / "strings.json").exists()


@pytest.mark.parametrize("words", [EN, FR], ids=["en", "fr"])
def test_every_field_of_a_form_is_named_and_described(words: Any) -> None:
    flows = [words["config"], words["options"]]
    flows += [
        each["fix_flow"] for each in words["issues"].values() if "fix_flow" in each
    ]
    for flow in flows:
        for name, step in flow["step"].items():
            data, described = (
                step.get(key, {}) for key in ("data", "data_description")
            )
            assert data.keys() == described.keys(), name
            assert step["title"] != MANIFEST["name"], name


def literals(source: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, source))


@pytest.mark.parametrize(
    ("file", "flow"), [("config_flow", "config"), ("options_flow", "options")]
)
def test_every_step_error_and_abort_of_a_flow_has_its_words(
    file: str, flow: str
) -> None:
    source, words = SOURCES[FOLDER / f"{file}.py"], EN[flow]
    assert literals(source, r'step_id="(\w+)"') == words["step"].keys()
    mismatches = {"engine_too_old", "engine_too_new"} if flow == "config" else set()
    errors = literals(source, r'(?:"base"|CONF_TOKEN)?\]?: "(\w+)"\}')
    errors |= literals(source, r'else "base": "(\w+)"')
    assert errors | mismatches == words["error"].keys()
    aborts = literals(source, r'reason="(\w+)"')
    # What Home Assistant ends a flow with, and the errors of a discovery.
    if flow == "config":
        aborts |= {"already_configured", "already_in_progress"}
        aborts |= {"reauth_successful", "reconfigure_successful"} | errors | mismatches
    assert aborts == words["abort"].keys()


def test_every_step_of_a_repair_has_its_words() -> None:
    begin = "async_step_"
    for problem, kind in _FLOWS.items():
        found = (name for name in dir(kind) if name.startswith(begin))
        steps = {name.removeprefix(begin) for name in found}
        words = EN["issues"][problem]["fix_flow"]["step"]
        assert steps - {"init"} == words.keys(), problem


def test_exceptions_are_raised_with_the_values_that_their_words_name() -> None:
    exceptions = {key: each["message"] for key, each in EN["exceptions"].items()}
    seen = set()
    for path, source in SOURCES.items():
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Call):
                continue
            given = {each.arg: each.value for each in node.keywords if each.arg}
            key = given.get("translation_key")
            if not isinstance(key, ast.Constant) or key.value not in exceptions:
                continue
            values = given.get("translation_placeholders", ast.Dict([], []))
            assert isinstance(values, ast.Dict)
            names = {
                each.value for each in values.keys if isinstance(each, ast.Constant)
            }
            wanted = set(re.findall(r"{(\w+)}", exceptions[str(key.value)]))
            assert wanted <= names, (path, key.value)
            seen.add(key.value)
    assert len(seen) >= 8


def test_an_icon_for_a_state_is_another_than_the_usual_one() -> None:
    for platform in ICONS["entity"].values():
        for key, icons in platform.items():
            assert icons["default"] not in icons.get("state", {}).values(), key
            assert icons.keys() <= {"default", "state"}, key


def test_there_is_no_file_for_what_there_is_not_and_one_for_what_there_is() -> None:
    source = "\n".join(SOURCES.values())
    for function, file in {
        "hass.services.async_register": "services.yaml",
        "async_get_triggers": "triggers.yaml",
        "async_get_conditions": "conditions.yaml",
    }.items():
        assert (function in source) is (FOLDER / file).exists(), file
    init = SOURCES[FOLDER / "__init__.py"]
    assert ("async def async_setup(" in init) is ("\nCONFIG_SCHEMA = " in init)
    assert "self.async_set_unique_id(" in SOURCES[FOLDER / "config_flow.py"]
    assert hasattr(LinkedInAutoConfigFlow, "async_step_hassio")


def test_every_rule_of_the_quality_scale_is_answered_and_none_is_open() -> None:
    core = Path(homeassistant.__file__).parent / "components/mealie/quality_scale.yaml"
    known: Any = parse_yaml(core.read_text())
    assert SCALE.keys() == known["rules"].keys()
    for name, answer in SCALE.items():
        if isinstance(answer, dict):
            assert answer["status"] == "exempt", name
            assert answer["comment"], name
        else:
            assert answer in {"done", "todo"}, name
    is_whole = "todo" not in SCALE.values()
    assert (MANIFEST.get("quality_scale") == "platinum") is is_whole


def test_the_files_and_habits_that_rules_of_the_scale_ask_for_are_there() -> None:
    for file in ("coordinator", "entity", "diagnostics", "repairs", "config_flow"):
        assert FOLDER / f"{file}.py" in SOURCES, file
    assert (FOLDER / "py.typed").exists()
    everything = "\n".join(SOURCES.values())
    for never in (
        "hass.data[DOMAIN]",
        "aiohttp.ClientSession(",
        "import requests",
        "import httpx",
        "time.sleep(",
        "_attr_name =",
        "entity_id =",
    ):
        assert never not in everything, never
    init = SOURCES[FOLDER / "__init__.py"]
    assert "entry.runtime_data = " in init
    assert "async_get_clientsession(hass)" in init


def test_components_that_are_imported_are_declared() -> None:
    platforms = {platform.value for platform in PLATFORMS}
    declared = {*MANIFEST["dependencies"], *MANIFEST["after_dependencies"]}
    # hassfest takes these for always there, or knows each by a file of its name.
    exempt = {"frontend", "system_health", "websocket_api", "diagnostics", "repairs"}
    for path, source in SOURCES.items():
        for node in ast.walk(ast.parse(source)):
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


def test_nothing_is_logged_above_debug_but_by_the_coordinator() -> None:
    for path, source in SOURCES.items():
        for node in ast.walk(ast.parse(source)):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            ):
                continue
            if ast.unparse(node.func.value) in {"LOGGER", "_LOGGER"}:
                assert node.func.attr == "debug", path
