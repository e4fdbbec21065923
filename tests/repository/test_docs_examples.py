"""Examples of JSON are what the contract reads and writes."""

import json
from typing import Any

from mashumaro.mixins.dict import DataClassDictMixin
import pytest
from repository.documents import Block, blocks, documents
import yaml  # type: ignore[import-untyped]  # comes without types

from linkedin_engine.contract import events, models, replies, requests, state
from linkedin_engine.contract.parsing import InvalidRequest
from linkedin_engine.errors import EngineError
from linkedin_engine.settings import Options

LANGUAGES = frozenset({"json", "python", "sh", "text", "yaml"})
# Of Home Assistant; tests/integration has it load them.
OF_HOME_ASSISTANT = frozenset({"automation", "dashboard", "script"})
MODELS: dict[str, Any] = {
    name: found
    for module in (models, replies, requests, state)
    for name, found in vars(module).items()
    if isinstance(found, type) and issubclass(found, DataClassDictMixin)
}


def test_every_block_says_what_it_is() -> None:
    for document in documents():
        for block in document.blocks:
            assert block.language in LANGUAGES, block.name
            if block.language == "json":
                assert block.kind in {*MODELS, "Options", "Event"}, block.name
            elif block.language == "yaml":
                assert block.kind in {*OF_HOME_ASSISTANT, "prometheus"}, block.name
            else:
                assert block.kind == "", block.name


@pytest.mark.parametrize("block", blocks("json"), ids=lambda block: block.name)
def test_an_example_of_json_is_as_the_contract_says(block: Block) -> None:
    data = json.loads(block.code)
    if block.kind == "Options":
        Options.parse(data)
    elif block.kind == "Event":
        event = events.parse_event(data)
        assert event is not None
        assert event.to_dict() == data
    else:
        model = MODELS[block.kind]
        read = model.from_dict(data)
        if not issubclass(model, requests.Request):
            assert read.to_dict() == data


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("RunCreate", '{"bot": "birthday", "max_message": 3}'),
        ("RunCreate", '{"bot": "weekly"}'),
        ("Options", '{"daily_limit": "3"}'),
        ("Event", '{"type": "hello", "schema_version": 1}'),
        ("SessionInfo", '{"present": true}'),
    ],
)
def test_a_wrong_example_is_told_from_a_right_one(kind: str, code: str) -> None:
    with pytest.raises((EngineError, InvalidRequest, LookupError, ValueError)):
        test_an_example_of_json_is_as_the_contract_says(Block("", "json", kind, code))


def test_prometheus_looks_where_the_numbers_are() -> None:
    (block,) = (each for each in blocks("yaml") if each.kind == "prometheus")
    (job,) = yaml.safe_load(block.code)["scrape_configs"]
    assert job["static_configs"] == [{"targets": ["127.0.0.1:8099"]}]
    assert set(job) == {
        *("job_name", "scrape_interval", "authorization", "static_configs"),
    }
