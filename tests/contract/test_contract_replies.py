from collections.abc import Iterator
from copy import deepcopy
from dataclasses import asdict, fields, is_dataclass
from datetime import datetime
from typing import Any

from contract.vocabulary import EVENTS, MODELS, REPLIES, Json, samples
import pytest

from linkedin_engine.contract import enums
from linkedin_engine.contract.enums import (
    BotName,
    ProblemCode,
    RunReason,
    RunState,
    Word,
)
from linkedin_engine.contract.events import Hello, parse_event
from linkedin_engine.contract.state import EngineState, RunSummary

FUTURE = samples("from_the_future")


def _future(name: str) -> Any:
    (sample,) = (sample for model, _, sample in FUTURE if model == name)
    return MODELS[name].from_dict(sample)


def _inside(value: object) -> Iterator[object]:
    """Every value in a model, at any depth."""
    yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from _inside(getattr(value, field.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _inside(each)


@pytest.mark.parametrize(("name", "what", "sample"), samples("replies"))
def test_a_reply_is_read_and_written_again_unchanged(
    name: str, what: str, sample: Json
) -> None:
    reply = REPLIES[name].from_dict(sample)
    assert reply.to_dict() == sample, what
    assert all(word.is_known for word in _inside(reply) if isinstance(word, Word))


@pytest.mark.parametrize(("name", "what", "sample"), samples("events"))
def test_an_event_is_found_by_its_type_and_written_again_unchanged(
    name: str, what: str, sample: Json
) -> None:
    event = parse_event(sample)
    assert event is not None, what
    assert type(event) is EVENTS[name]
    assert event.to_dict() == sample


@pytest.mark.parametrize(
    ("name", "what", "sample"),
    [*samples("replies"), *samples("events")],
)
def test_every_time_of_a_sample_is_aware(name: str, what: str, sample: Json) -> None:
    model = MODELS[name].from_dict(sample)
    times = [value for value in _inside(model) if isinstance(value, datetime)]
    assert all(time.tzinfo is not None for time in times), what


@pytest.mark.parametrize(("name", "what", "sample"), FUTURE)
def test_what_a_newer_engine_says_is_read_as_far_as_it_is_understood(
    name: str, what: str, sample: Json
) -> None:
    model = MODELS[name].from_dict(sample)
    newer = [
        word for word in _inside(model) if isinstance(word, Word) and not word.is_known
    ]
    assert newer, what
    again = model.to_dict()
    assert MODELS[name].from_dict(again) == model
    assert not any(word in list(type(word)) for word in newer)


def test_a_newer_word_keeps_its_type_and_its_text_but_joins_no_list() -> None:
    run: RunSummary = _future("RunSummary")
    assert isinstance(run.state, RunState)
    assert f"{run.state}" == run.state.value == "paused"
    assert run.state == "paused"
    assert not run.state.is_known
    assert "paused" not in list(RunState)
    assert run.to_dict()["reason"] == "moon_phase"
    with pytest.raises(ValueError, match="condolences"):
        BotName("condolences")


def test_a_newer_word_does_not_hide_what_is_known_around_it() -> None:
    state: EngineState = _future("EngineState")
    assert state.counters.sent_total == 412
    assert state.waits_for_person is not RunReason.CHECKPOINT
    assert [problem.code.is_known for problem in state.problems] == [False]
    assert isinstance(state.problems[0].code, ProblemCode)


def test_a_newer_word_survives_what_diagnostics_do_with_a_model() -> None:
    run: RunSummary = _future("RunSummary")
    assert deepcopy(run) == run
    assert asdict(run)["bot"] == "condolences"
    assert {str(run.bot), run.bot} == {"condolences"}


def test_every_set_of_words_of_the_replies_may_grow() -> None:
    words = {
        thing
        for thing in vars(enums).values()
        if isinstance(thing, type) and issubclass(thing, Word) and thing is not Word
    }
    tolerant = set(EngineState.Config.serialization_strategy)
    assert words == tolerant


def test_an_event_of_a_newer_engine_is_skipped() -> None:
    assert parse_event({"type": "fireworks", "colour": "red"}) is None


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"type": "hello"},
        {"type": "snapshot", "state": 5},
        {"type": "snapshot", "state": None},
        {"type": "wish", "wish": {"id": "x"}, "previous": None},
    ],
)
def test_an_event_that_is_not_as_it_should_be_is_an_error(broken: Json) -> None:
    with pytest.raises((LookupError, ValueError)):
        parse_event(broken)


def test_a_newer_hello_still_tells_its_versions() -> None:
    hello = parse_event(
        {
            "type": "hello",
            "schema_version": 9,
            "min_supported_schema_version": 7,
            "engine_version": "4.0.0",
            "instance_id": "i",
            "licence": "MIT",
        }
    )
    assert isinstance(hello, Hello)
    assert (hello.min_supported_schema_version, hello.schema_version) == (7, 9)
