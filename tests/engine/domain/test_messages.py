"""Which text a person gets."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from linkedin_engine.contract.enums import Occasion
from linkedin_engine.domain.messages import (
    Recent,
    available,
    built_in,
    choose,
    message_language,
)
from linkedin_engine.domain.templates import MessageContext, Template, render

MARIE = MessageContext(first_name="Marie", name="Marie Dupont")
LATE_MARIE = replace(MARIE, days_late=2)
NOTHING = Recent()


def dice(seed: int) -> Random:
    return Random(seed)


def template(
    name: str,
    *,
    language: str = "en",
    occasion: Occasion = Occasion.BIRTHDAY,
    late: bool = False,
    text: str | None = None,
    enabled: bool = True,
) -> Template:
    return Template(
        id=name,
        language=language,
        occasion=occasion,
        late=late,
        text=f"Text {name}" if text is None else text,
        enabled=enabled,
    )


def chosen(
    *templates: Template,
    language: str = "en",
    occasion: Occasion = Occasion.BIRTHDAY,
    context: MessageContext = MARIE,
    recent: Recent = NOTHING,
    seed: int = 1,
) -> str | None:
    choice = choose(
        templates,
        language=language,
        occasion=occasion,
        context=context,
        recent=recent,
        rng=dice(seed),
    )
    return None if choice is None else choice.id


def test_every_fitting_template_gets_its_turn() -> None:
    pool = [template(name) for name in "abc"]

    assert {chosen(*pool, seed=seed) for seed in range(40)} == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr-CA", "canadian"),
        ("fr_ca", "canadian"),
        ("fr-FR", "french"),
        ("fr", "french"),
        ("de", "english"),
    ],
)
def test_the_nearest_language_is_taken(language: str, expected: str) -> None:
    pool = (
        template("english"),
        template("french", language="fr"),
        template("canadian", language="fr-CA"),
    )

    assert chosen(*pool, language=language) == expected


def test_texts_that_were_switched_off_are_not_replaced_by_another_language() -> None:
    pool = (template("english"), template("french", language="fr", enabled=False))

    assert chosen(*pool, language="fr") is None


def test_a_late_birthday_gets_a_late_text_and_today_s_never_does() -> None:
    pool = (template("today"), template("late", late=True))

    assert chosen(*pool) == "today"
    assert chosen(*pool, context=LATE_MARIE) == "late"
    assert chosen(template("today"), context=LATE_MARIE) is None


def test_a_new_job_is_congratulated_on_with_the_same_texts_days_later() -> None:
    job = template("job", occasion=Occasion.JOB_CHANGE)

    assert chosen(job, occasion=Occasion.JOB_CHANGE, context=LATE_MARIE) == "job"


def test_another_occasion_s_text_is_never_taken() -> None:
    assert chosen(template("job", occasion=Occasion.JOB_CHANGE)) is None


def test_nobody_gets_the_same_template_twice_in_a_row() -> None:
    pool = [template(name) for name in "abc"]
    recent = Recent(ids=("a", "c"))

    assert {chosen(*pool, recent=recent, seed=seed) for seed in range(20)} == {"b"}


def test_nobody_gets_the_same_words_from_another_template() -> None:
    pool = (template("a", text="Hi {{ first_name }}!"), template("b", text="Hello!"))
    recent = Recent(texts=("Hi Marie!",))

    assert {chosen(*pool, recent=recent, seed=seed) for seed in range(20)} == {"b"}


def test_the_one_used_longest_ago_comes_back_when_all_were_used() -> None:
    pool = [template(name) for name in "abc"]

    assert chosen(*pool, recent=Recent(ids=("b", "a", "c", "a"))) == "b"
    assert chosen(*pool, recent=Recent(ids=("b", "a", "c", "b"))) == "a"


def test_a_template_and_a_text_of_another_one_both_count_as_used() -> None:
    pool = [template(name) for name in "abc"]

    assert chosen(*pool, recent=Recent(ids=["a"], texts=["Text b"])) == "c"


def test_two_templates_with_the_same_words_count_once() -> None:
    pool = [template(name, text="Hello!") for name in "abc"]

    assert {chosen(*pool, seed=seed) for seed in range(20)} == {"a"}


def test_a_disabled_template_is_never_taken() -> None:
    pool = (template("a", enabled=False), template("b"))

    assert {chosen(*pool, seed=seed) for seed in range(20)} == {"b"}


def test_a_template_that_does_not_work_is_passed_over() -> None:
    assert chosen(template("a", text="{{ oops }}"), template("b")) == "b"
    assert chosen(template("a", text="{{ oops }}")) is None


def test_without_own_texts_the_built_in_ones_are_there() -> None:
    assert available(()) == built_in()


def test_own_texts_take_the_place_of_the_built_in_ones_for_the_same_case() -> None:
    templates = available([template("mine")])

    cases = Counter((each.language, each.occasion, each.late) for each in templates)
    assert cases["en", Occasion.BIRTHDAY, False] == 1
    assert cases["en", Occasion.BIRTHDAY, True] == 15
    assert cases["fr", Occasion.BIRTHDAY, False] == 15
    assert chosen(*templates) == "mine"


def test_own_texts_that_are_switched_off_replace_nothing() -> None:
    templates = available([template("mine", enabled=False)])

    assert chosen(*templates) != "mine"
    assert chosen(*templates) is not None


def test_a_built_in_text_can_be_reworded_in_its_place() -> None:
    first = built_in()[0]
    templates = available([replace(first, text="In my own words.")])

    assert len(templates) == len(built_in())
    assert {each.id: each.text for each in templates}[first.id] == "In my own words."


def test_a_built_in_text_can_be_switched_off_alone() -> None:
    first = built_in()[0]
    templates = available([replace(first, enabled=False)])

    assert all(chosen(*templates, seed=seed) != first.id for seed in range(100))


def test_all_built_in_texts_switched_off_is_nothing_to_send() -> None:
    templates = available(replace(each, enabled=False) for each in built_in())

    assert chosen(*templates) is None


def test_a_person_gets_fifteen_different_texts_before_one_comes_back() -> None:
    texts: list[str] = []
    ids: list[str] = []
    rng = dice(3)
    for _ in range(15):
        choice = choose(
            built_in(),
            language="fr",
            occasion=Occasion.BIRTHDAY,
            context=MARIE,
            recent=Recent(ids=ids, texts=texts),
            rng=rng,
        )
        assert choice is not None
        ids.append(choice.id)
        texts.append(render(choice, MARIE))

    assert len(set(ids)) == len(set(texts)) == 15


@pytest.mark.parametrize(
    ("option", "page", "contact", "language"),
    [
        ("fr", "en", None, "fr"),
        ("fr", "en", "de", "de"),
        ("auto", "fr", None, "fr"),
        ("auto", "pt-BR", None, "pt-br"),
        ("auto", None, None, "en"),
        (None, None, "fr_CA", "fr-ca"),
        ("auto", "", "auto", "en"),
    ],
)
def test_the_contact_s_language_comes_before_the_option_and_the_page(
    option: str | None, page: str | None, contact: str | None, language: str
) -> None:
    assert message_language(option, page, contact) == language
