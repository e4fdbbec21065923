from contract.vocabulary import (
    MODELS,
    SNAPSHOT,
    Json,
    fingerprint,
    recorded,
    samples,
    schemas,
)
import jsonschema_rs
import pytest

from linkedin_engine.contract.schema import definitions
from linkedin_engine.contract.version import (
    MIN_SUPPORTED_SCHEMA_VERSION,
    SCHEMA_VERSION,
)

_KNOWN = [*samples("requests"), *samples("replies"), *samples("events")]


def _advice(before: Json, now: Json) -> str:
    changed = sorted(
        name for name in before.keys() | now.keys() if before.get(name) != now.get(name)
    )
    return (
        f"The contract is not as {SNAPSHOT.name} has it: {', '.join(changed)}. Where "
        "an older integration could not live with that (a field of a reply gone or of "
        "another type, a request that needs more), raise SCHEMA_VERSION in "
        "contract/version.py. Then run scripts/contract_snapshot and commit the file."
    )


def _is_valid(name: str, sample: object) -> bool:
    schema = {**recorded(), "$ref": f"#/$defs/{name}"}
    return jsonschema_rs.validator_for(schema, validate_formats=True).is_valid(sample)


def test_the_models_are_those_of_the_snapshot_of_this_version() -> None:
    before, now = recorded(), schemas()
    if before["$defs"] != now:
        pytest.fail(_advice(before["$defs"], now))


def test_the_snapshot_was_written_by_its_script_for_this_version() -> None:
    snapshot = recorded()
    assert snapshot["schema_version"] == SCHEMA_VERSION
    assert snapshot["sha256"] == fingerprint(snapshot["$defs"])


def test_a_changed_model_is_named_with_what_to_do_about_it() -> None:
    now = schemas()
    before = {**now, "Health": {"type": "object"}}
    advice = _advice(before, now)
    assert f"{SNAPSHOT.name} has it: Health." in advice
    assert "scripts/contract_snapshot" in advice


def test_no_engine_refuses_its_own_version() -> None:
    assert 1 <= MIN_SUPPORTED_SCHEMA_VERSION <= SCHEMA_VERSION


@pytest.mark.parametrize(("name", "what", "sample"), _KNOWN)
def test_a_sample_is_valid_by_the_snapshot(name: str, what: str, sample: Json) -> None:
    assert _is_valid(name, sample), what


def test_every_model_is_in_a_sample() -> None:
    sampled = definitions(MODELS[name] for name, _, _ in _KNOWN)
    assert sampled == schemas()


@pytest.mark.parametrize(
    ("name", "sample"),
    [
        ("RunCreate", {"bot": "birthday", "max_messages": 0}),
        ("RunCreate", {"bot": "birthday", "max_messages": "5"}),
        ("RunCreate", {"bot": "birthday", "colour": "red"}),
        ("WishPatch", {"text": "a\0b"}),
        ("WishPatch", {"text": "é" * 8001}),
        ("ContactPatch", {"first_name": "Zoë\nand all"}),
        ("MessagesPut", {"templates": [{}]}),
        ("HistoryQuery", {"state": ["sent"] * 8}),
        ("HistoryQuery", {"since": "2026-02-30"}),
    ],
)
def test_the_schema_refuses_what_the_engine_refuses(name: str, sample: Json) -> None:
    assert not _is_valid(name, sample)


def test_the_schema_lets_a_newer_engine_say_more_but_no_client() -> None:
    kinds = {
        name: schema.get("additionalProperties") for name, schema in schemas().items()
    }
    assert kinds["EngineState"] is True
    assert kinds["RunCreate"] is False
