"""The tables of the documents are what the code says."""

from collections.abc import Mapping
import json
from pathlib import Path
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from repository.app_rules import ADDON, ROOT, app_config, load
from repository.commands import load_command
from repository.documents import PAIRS, Document, tables

from linkedin_engine.api.failures import WORDS
from linkedin_engine.api.operations import OPERATIONS
from linkedin_engine.app.engine import BOTS
from linkedin_engine.contract.enums import BotName
from linkedin_engine.errors import EngineError, StorageError, UnavailableError
from linkedin_engine.metrics import exposition
from linkedin_engine.session.snapshots import MAX_SNAPSHOTS, MAX_TOTAL_BYTES
from linkedin_engine.settings import Options
from linkedin_engine.storage.backups import KEPT
from linkedin_engine.storage.forgetting import KEPT_FOR
from linkedin_engine.storage.retention import COPIES_KEPT_FOR
from linkedin_engine.storage.runs import KEPT_DAYS, KEPT_RUNS

LANGUAGES = ("en", "fr")
EACH = pytest.mark.parametrize("language", LANGUAGES)
INTEGRATION = ROOT / "custom_components/linkedin_auto"
BLUEPRINTS = sorted((ROOT / "blueprints/automation/linkedin_auto").glob("*.yaml"))
HEADINGS = {
    "en": ("Options", "Privacy"),
    "fr": ("Les options", "Vie privée"),  # codespell:ignore
}
places = load_command("places")


def readme(language: str) -> Document:
    return Document(PAIRS[0][LANGUAGES.index(language)])


def reference(language: str) -> Document:
    return Document(PAIRS[1][LANGUAGES.index(language)])


def rows_below(document: Document, heading: str) -> list[tuple[str, ...]]:
    """Return the rows of the tables below a heading, without their heads."""
    found = tables(document.sections[heading])
    return [row for table in found for row in table[1:]]


def default(value: Any) -> str:
    """Return a default as a table has it; nothing where it is told in words."""
    if isinstance(value, list):
        return " ".join(f"`{each}`" for each in value)
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`"


@EACH
def test_every_option_is_told_with_its_name_default_bounds_and_use(
    language: str,
) -> None:
    config = app_config()
    words = load(ADDON / "translations" / f"{language}.yaml")["configuration"]
    first, second = tables(reference(language).sections[HEADINGS[language][0]])
    assert [row[0] for row in first[1:]] == [f"`{name}`" for name in config["schema"]]
    for row in first[1:]:
        name = row[0].strip("`")
        colon = " :" if language == "fr" else ":"
        description = " ".join(words[name]["description"].split())
        assert row[3] == f"**{words[name]['name']}**{colon} {description}"
        if name in config["options"]:
            assert row[1] == default(config["options"][name])
        else:
            assert "`" not in row[1]
        _check_bounds(row[2], config["schema"][name])
    elsewhere = {row[0].strip("`"): row[1] for row in second[1:]}
    for name in config["schema"]:
        _check_elsewhere(elsewhere.get(name, ""), name)


def _check_bounds(told: str, element: Any) -> None:
    if isinstance(element, list):
        return
    if element.startswith("int"):
        assert re.findall(r"\d+", told) == re.findall(r"\d+", element)
    if element.startswith("list"):
        words = element.removeprefix("list(").removesuffix(")").split("|")
        assert re.findall(r"`(\w+)`", told) == words


def _check_elsewhere(told: str, name: str) -> None:
    """See that the entity, or the form of the integration, has the option."""
    words = json.loads((INTEGRATION / "translations/en.json").read_text("utf-8"))
    entity = re.fullmatch(r"`(\w+)\.linkedin_auto_(\w+)`", told)
    key = {"schedule_enabled": "schedule"}.get(name, name)
    places_of_it = [
        platform for platform, each in words["entity"].items() if key in each
    ]
    in_form = name in words["options"]["step"]["init"]["data"]
    if entity is not None:
        assert (entity[1], entity[2]) == (places_of_it[0], key)
    else:
        assert not places_of_it
        assert bool(told) == in_form


@EACH
def test_every_action_is_told_with_its_fields_and_their_defaults(language: str) -> None:
    given: Mapping[str, Any] = load(INTEGRATION / "services.yaml")
    words = json.loads((INTEGRATION / f"translations/{language}.json").read_text())
    sections = reference(language).sections
    found = {title for title in sections if title.startswith("`linkedin_auto.")}
    assert found == {f"`linkedin_auto.{name}`" for name in given}
    for name, action in given.items():
        text = sections[f"`linkedin_auto.{name}`"]
        told = words["services"][name]
        assert text.startswith(f"**{told['name']}.** {told['description']}")
        fields = dict(action["fields"])
        del fields["config_entry_id"]
        rows = [row for table in tables(text) for row in table[1:]]
        assert [row[0] for row in rows] == [f"`{key}`" for key in fields]
        for row in rows:
            key = row[0].strip("`")
            assert row[1] == told["fields"][key]["name"]
            assert row[3] == told["fields"][key]["description"]
            if "default" in fields[key]:
                assert row[2] == default(fields[key]["default"])
            else:
                assert bool(row[2]) >= fields[key].get("required", False)


@EACH
def test_what_can_be_run_is_told_from_what_is_not_there_yet(language: str) -> None:
    text = reference(language).sections["`linkedin_auto.run`"]
    last = text.strip().rpartition("\n\n")[2]
    there, _, not_there = last.partition(";")
    assert set(re.findall(r"`(\w+)`", there)) == set(BOTS)
    assert set(re.findall(r"`(\w+)`", not_there)) == set(BotName) - set(BOTS)
    limits = " ".join(readme(language).text.split())
    for bot in set(BotName) - set(BOTS):
        assert f"`{bot}`" in limits


@EACH
def test_every_blueprint_is_in_the_readme_with_a_button_that_imports_it(
    language: str,
) -> None:
    rows = rows_below(readme(language), "Blueprints")
    assert len(rows) == len(BLUEPRINTS)
    for file in BLUEPRINTS:
        path = file.relative_to(ROOT).as_posix()
        (row,) = (row for row in rows if f"({path})" in row[0])
        address = row[2].rpartition("](")[2].removesuffix(")")
        parts = urlsplit(address)
        assert parts.netloc + parts.path == (
            "my.home-assistant.io/redirect/blueprint_import/"
        )
        ours = f"https://github.com/{places.repository(ROOT)}/blob/main/{path}"
        assert parse_qs(parts.query)["blueprint_url"] == [ours]
        source = re.search(r"source_url: >-\s+(\S+)", file.read_text("utf-8"))
        assert source is not None
        assert source[1] == ours


def test_every_operation_of_the_api_is_told() -> None:
    rows = rows_below(Document("docs/API.md"), "What can be asked")
    assert rows == [
        (
            f"`{each.method}`",
            f"`{each.path}`",
            each.summary,
            ", ".join(map(str, each.errors)),
        )
        for each in OPERATIONS
    ]


def test_every_status_and_code_of_an_error_is_told() -> None:
    rows = rows_below(Document("docs/API.md"), "Errors")
    told = {
        (int(status), code)
        for row in rows
        for status in re.findall(r"\d+", row[0])
        for code in re.findall(r"`(\w+)`", row[1])
    }
    storage = {each.code for each in _kinds(StorageError)} | {UnavailableError.code}
    wanted = {(status, words.code) for status, words in WORDS.items()}
    wanted |= {(503, code) for code in storage} | {(403, "cross_site")}
    assert told - {(503, "timeout"), (409, "busy")} == wanted


def _kinds(kind: type[EngineError]) -> list[type[EngineError]]:
    return [kind, *(each for sub in kind.__subclasses__() for each in _kinds(sub))]


def test_every_number_for_prometheus_is_told() -> None:
    rows = rows_below(Document("docs/API.md"), "Numbers for Prometheus")
    source = Path(exposition.__file__).read_text(encoding="utf-8")
    plain = {f"{exposition.PREFIX}{name}": text for name, text, _ in exposition._PLAIN}
    told = {row[0].strip("`"): row[1] for row in rows}
    assert told.items() >= plain.items()
    families = set(re.findall(r'_gauge\(\s*"(\w+)"', source))
    others = {f"{exposition.PREFIX}{name}" for name in families}
    others |= {f"{exposition.PREFIX}build_info", "process_cpu_seconds_total"}
    assert told.keys() == plain.keys() | others


@EACH
def test_the_numbers_of_the_readme_are_those_of_the_code(language: str) -> None:
    sections = readme(language).sections
    kept = sections[HEADINGS[language][1]]
    for name in ("linkedin.db", "secret.key", "api_token", "backups/", "snapshots/"):
        assert f"`{name}`" in kept
    told = " ".join(row[2] for table in tables(kept) for row in table[1:])
    assert KEPT == 7
    assert [int(each) for each in re.findall(r"\d+", told)] == [
        *(KEPT_FOR.days, KEPT_DAYS, KEPT_RUNS, COPIES_KEPT_FOR.days),
        *(MAX_SNAPSHOTS, MAX_TOTAL_BYTES // 2**20),
    ]
    options = Options()
    (careful,) = (
        text
        for title, text in sections.items()
        if "LinkedIn'" in title or "conditions" in title
    )
    numbers = next(line for line in careful.split("\n- ") if "07:00" in line)
    assert [int(each) for each in re.findall(r"\d+", numbers.replace(":00", ""))] == [
        *(options.daily_limit, options.weekly_limit, options.per_run_limit),
        *(options.delay_min_seconds, options.delay_max_seconds),
        *(options.hours_start.hour, options.hours_end.hour),
    ]
