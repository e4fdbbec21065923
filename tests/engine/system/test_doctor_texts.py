"""Everything the doctor may say is said in every language."""

from collections.abc import Mapping
from typing import Any

import pytest

from linkedin_engine.system.doctor import LANGUAGES, PROBES, Level, Texts
from linkedin_engine.system.doctor.probing import Probe
from linkedin_engine.system.doctor.texts import COMMON

MENDS = ("home_assistant", "raspberry_pi_os")
each_language = pytest.mark.parametrize("language", LANGUAGES)
each_probe = pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.key)


@each_language
@each_probe
def test_each_outcome_of_a_check_has_its_text_and_nothing_else_has(
    probe: Probe, language: str
) -> None:
    said = Texts.load(language).checks[probe.key]
    assert said["title"]
    assert set(said["outcomes"]) == set(probe.outcomes)


@each_language
@each_probe
def test_what_is_not_fine_says_how_to_mend_it_on_both_systems(
    probe: Probe, language: str
) -> None:
    texts = Texts.load(language)
    for outcome, level in probe.outcomes.items():
        said = texts.outcome(probe.key, outcome)
        wanted = {"meaning"} if level is Level.OK else {"meaning", *MENDS}
        assert set(said) == wanted
        assert all(text.strip() == text != "" for text in said.values())


@each_language
def test_there_are_no_texts_for_checks_that_are_not_made(language: str) -> None:
    keys = {probe.key for probe in PROBES}
    assert set(Texts.load(language).checks) == {*keys, COMMON}


@each_language
@pytest.mark.parametrize("outcome", ["error", "timeout"])
def test_a_check_that_breaks_has_words_too(language: str, outcome: str) -> None:
    said = Texts.load(language).outcome("dns", outcome)
    assert set(said) == {"meaning", *MENDS}


def test_no_sentence_was_left_untranslated() -> None:
    english, french = (meanings(Texts.load(each).checks) for each in ("en", "fr"))
    assert english.keys() == french.keys()
    assert [key for key in english if english[key] == french[key]] == []


def meanings(checks: Mapping[str, Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    return {
        (check, outcome): said["meaning"]
        for check, about in checks.items()
        for outcome, said in about["outcomes"].items()
    }


@pytest.mark.parametrize(
    ("language", "word"),
    [("fr", "panne"), ("fr-CA", "panne"), ("FR_fr", "panne"), ("de", "failure")],
)
def test_a_language_is_found_by_its_name_and_english_speaks_for_the_rest(
    language: str, word: str
) -> None:
    assert Texts.load(language).words["failure"] == word
