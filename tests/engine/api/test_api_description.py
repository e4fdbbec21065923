from collections.abc import Iterator
import json
import subprocess
import sys
from typing import Any

import pytest

from engine.api.served import house
from linkedin_engine.api.openapi import document
from linkedin_engine.api.operations import OPERATIONS
from linkedin_engine.settings.options import RULES


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return document("1.2.3")


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref":
                yield inner
            else:
                yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


async def test_it_is_served_and_the_same_each_time(described: dict[str, Any]) -> None:
    async with house() as home:
        for _ in range(2):
            async with home.client.get(home.url("/api/v1/openapi.json")) as reply:
                assert json.loads(await reply.read()) == described


def test_every_operation_is_described_once(described: dict[str, Any]) -> None:
    found = {
        (path, method.upper())
        for path, methods in described["paths"].items()
        for method in methods
    }
    assert found == {(one.path, one.method) for one in OPERATIONS}
    assert len({one.name for one in OPERATIONS}) == len(OPERATIONS)


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    names = {
        one.removeprefix("#/components/schemas/") for one in _references(described)
    }
    assert names <= described["components"]["schemas"].keys()
    assert {"EngineState", "WishPatch", "ErrorReply", "SettingsPut"} <= names


def test_every_error_that_can_come_is_described(described: dict[str, Any]) -> None:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            statuses = set(operation["responses"])
            assert {"400", "403", "429", "500", "503"} <= statuses
            assert ("401" in statuses) == (path != "/health")
            assert (method == "get") or {"408", "413", "415"} <= statuses
            assert "{" not in path or "404" in statuses


def test_queries_and_paths_have_types_and_bounds(described: dict[str, Any]) -> None:
    wishes = described["paths"]["/api/v1/wishes"]["get"]["parameters"]
    schemas = {one["name"]: one["schema"] for one in wishes}
    assert schemas["limit"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 500,
        "default": 100,
    }
    assert schemas["before"] == {"type": "integer", "minimum": 1, "maximum": 2**53}
    assert schemas["state"]["type"] == "array"
    (wish_id,) = described["paths"]["/api/v1/wishes/{wish_id}"]["patch"]["parameters"]
    assert wish_id["schema"] == {"type": "integer", "minimum": 1, "maximum": 2**53}


def test_settings_are_described_by_the_rules_that_check_them(
    described: dict[str, Any],
) -> None:
    settings = described["components"]["schemas"]["SettingsPut"]
    assert settings["properties"].keys() == RULES.keys()
    assert settings["additionalProperties"] is False
    assert "required" not in settings
    assert settings["properties"]["daily_limit"]["anyOf"] == [
        {"type": "integer", "minimum": 1, "maximum": 100},
        {"type": "null"},
    ]


def test_an_idle_server_does_not_load_what_only_the_description_needs() -> None:
    program = (
        "import sys, linkedin_engine.api.server\n"
        "print([name for name in sys.modules if 'jsonschema' in name])"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"
