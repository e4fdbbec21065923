from dataclasses import MISSING, fields
import json
from types import NoneType
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

from contract.vocabulary import REQUESTS, SAMPLES, Json, samples
import pytest

from linkedin_engine.contract.limits import (
    TEMPLATES_MAX,
    Items,
    Line,
    Range,
    Text,
)
from linkedin_engine.contract.parsing import InvalidRequest, parse_query, parse_request
from linkedin_engine.contract.requests import (
    ContactPatch,
    MessagesPut,
    RunCreate,
    SessionPut,
    WishPatch,
)

_LIMITS_BY_TYPE: Final[dict[Any, Any]] = {int: Range, str: (Line, Text), tuple: Items}


def _listed(name: str) -> list[Json]:
    listed: list[Json] = json.loads((SAMPLES / name).read_text(encoding="utf-8"))
    return listed


def _shown(case: Json) -> str:
    return f"{case['request']} {str(case.get('sent', case.get('query')))[:50]}"


@pytest.mark.parametrize(("name", "what", "sample"), samples("requests"))
def test_a_request_is_read_and_written_again_unchanged(
    name: str, what: str, sample: Json
) -> None:
    assert parse_request(REQUESTS[name], sample).to_dict() == sample, what


@pytest.mark.parametrize("case", _listed("bad_requests.json"), ids=_shown)
def test_a_bad_request_is_refused_naming_the_field_and_the_problem(case: Json) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_request(REQUESTS[case["request"]], case["sent"])
    assert (refused.value.field, refused.value.problem) == (
        case["field"],
        case["problem"],
    )


@pytest.mark.parametrize("case", _listed("queries.json"), ids=_shown)
def test_a_query_string_means_a_request(case: Json) -> None:
    pairs = parse_qsl(case["query"], keep_blank_values=True)
    assert parse_query(REQUESTS[case["request"]], pairs).to_dict() == case["means"]


@pytest.mark.parametrize("case", _listed("bad_queries.json"), ids=_shown)
def test_a_bad_query_string_is_refused_naming_the_parameter(case: Json) -> None:
    pairs = parse_qsl(case["query"], keep_blank_values=True)
    with pytest.raises(InvalidRequest) as refused:
        parse_query(REQUESTS[case["request"]], pairs)
    assert (refused.value.field, refused.value.problem) == (
        case["field"],
        case["problem"],
    )


def test_the_ordinary_way_of_mashumaro_is_just_as_strict() -> None:
    with pytest.raises(InvalidRequest, match=r"^max_messages: must be a whole number$"):
        RunCreate.from_dict({"bot": "birthday", "max_messages": "5"})


def test_texts_are_counted_in_characters_and_refused_beyond_their_most() -> None:
    assert len(parse_request(WishPatch, {"text": "é" * 8000}).text or "") == 8000
    for kind, field, size in (
        (WishPatch, "text", 8001),
        (SessionPut, "cookies", 204801),
    ):
        with pytest.raises(InvalidRequest, match=f"{field}: has {size} characters"):
            parse_request(kind, {field: "é" * size})


def test_more_templates_than_the_most_are_refused() -> None:
    with pytest.raises(InvalidRequest, match="templates: has 201 entries; at most 200"):
        parse_request(MessagesPut, {"templates": [{}] * (TEMPLATES_MAX + 1)})


def test_a_line_loses_the_spaces_around_it_and_a_text_keeps_them() -> None:
    patch = parse_request(
        ContactPatch, {"first_name": " Zoë\t\n", "own_text": "  Bon anniversaire\n"}
    )
    assert (patch.first_name, patch.own_text) == ("Zoë", "  Bon anniversaire\n")


def test_a_huge_or_hostile_value_is_not_repeated_in_the_refusal() -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_request(RunCreate, {"bot": "birthday", "\x1b[31m" + "x" * 5000: 1})
    assert len(str(refused.value)) < 120
    assert "\x1b" not in str(refused.value)


@pytest.mark.parametrize("name", REQUESTS)
def test_every_value_that_can_be_large_has_a_limit(name: str) -> None:
    hints = get_type_hints(REQUESTS[name], include_extras=True)
    for field in fields(REQUESTS[name]):
        hint = hints[field.name]
        if NoneType in get_args(hint):
            (hint,) = (part for part in get_args(hint) if part is not NoneType)
        plain = get_args(hint)[0] if get_origin(hint) is Annotated else hint
        wanted = _LIMITS_BY_TYPE.get(get_origin(plain) or plain)
        limits = getattr(hint, "__metadata__", ())
        if wanted is not None:
            assert any(isinstance(limit, wanted) for limit in limits), field.name


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_s_own_defaults_could_have_been_sent(name: str) -> None:
    if any(
        field.default is MISSING and field.default_factory is MISSING
        for field in fields(REQUESTS[name])
    ):
        with pytest.raises(InvalidRequest, match="is missing"):
            parse_request(REQUESTS[name], {})
        return
    bare = parse_request(REQUESTS[name], {})
    assert parse_request(REQUESTS[name], bare.to_dict()) == bare
