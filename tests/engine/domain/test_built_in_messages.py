"""The texts that come with the engine, each as a person would read it."""

from collections import Counter
import re

import pytest

from linkedin_engine.contract.enums import Occasion
from linkedin_engine.domain.messages import built_in
from linkedin_engine.domain.templates import (
    MessageContext,
    Template,
    check,
    render,
)

ALL = pytest.mark.parametrize("template", built_in(), ids=lambda each: each.id)
FRENCH = pytest.mark.parametrize(
    "template",
    [each for each in built_in() if each.language == "fr"],
    ids=lambda each: each.id,
)
LATE = pytest.mark.parametrize(
    "template", [each for each in built_in() if each.late], ids=lambda each: each.id
)
SAYS_LATE = {
    "en": re.compile(r"belated|\blate\b|missed|slipped past|delay"),
    "fr": re.compile("retard|tard|passée?|laissé filer"),
}
ADDRESSES = re.compile(
    r"\b(tu|te|toi|ton|ta|tes|vous|votre|vos)\b"  # codespell:ignore te,toi
    r"|\bt['\u2019]",
    re.IGNORECASE,
)


def readings(template: Template) -> list[str]:
    days = (1, 2, 9, 200) if template.late else (0,)
    return [
        render(
            template,
            MessageContext(
                first_name=name, name=f"{name} Dupont", days_late=late, years=years
            ),
        )
        for name in ("Marie", "Jean-Luc", "", "محمد")
        for late in days
        for years in (None, 1, 7)
    ]


def test_there_are_enough_texts_for_every_case() -> None:
    counts = Counter((each.language, each.occasion, each.late) for each in built_in())

    assert counts == {
        (language, occasion, late): number
        for language in ("en", "fr")
        for occasion, late, number in (
            (Occasion.BIRTHDAY, False, 15),
            (Occasion.BIRTHDAY, True, 15),
            (Occasion.WORK_ANNIVERSARY, False, 5),
            (Occasion.JOB_CHANGE, False, 5),
        )
    }


def test_ids_and_texts_are_all_different_also_without_a_name() -> None:
    nameless = [
        render(each, MessageContext(days_late=int(each.late))) for each in built_in()
    ]

    assert len({each.id for each in built_in()}) == len(built_in())
    assert len(set(nameless)) == len(built_in())


def test_no_two_texts_of_one_case_open_alike() -> None:
    openings = Counter(
        (each.language, each.occasion, each.late, tuple(text.split()[:4]))
        for each in built_in()
        for text in [render(each, MessageContext(days_late=int(each.late)))]
    )

    assert max(openings.values()) == 1


def test_some_texts_use_the_name_and_some_do_not() -> None:
    with_name = sum("first_name" in each.text for each in built_in())

    assert len(built_in()) / 2 < with_name < len(built_in())


@ALL
def test_a_text_passes_its_own_check(template: Template) -> None:
    assert check(template.text, late=template.late) == ()


@ALL
def test_a_text_reads_well_with_and_without_a_name(template: Template) -> None:
    for text in readings(template):
        assert 20 <= len(text) <= 300
        assert text[0].isupper() or text[0] == "م"
        assert text[-1] in ".!"
        assert not re.search(r"\s{2}|\s[,.]|,[,.!?]|[{}%_<>]|None", text)
        assert not re.search("[\U0001f000-\U0001ffff\u2600-\u27bf]", text)
        assert "'" not in text


@ALL
def test_a_name_that_a_text_asks_for_is_in_it(template: Template) -> None:
    text = render(
        template, MessageContext(first_name="Marie", days_late=int(template.late))
    )

    assert ("Marie" in text) is ("first_name" in template.text)


@ALL
def test_the_words_do_not_depend_on_tidying(template: Template) -> None:
    """Written right at the source: what is rendered is what is stored."""
    assert not re.search(r"  | [,.]| [!?:;]", template.text.replace("{% ", "{%"))


@FRENCH
def test_french_texts_have_fixed_spaces(template: Template) -> None:
    for text in readings(template):
        assert not re.search("[^\u00a0][!?:;]", text)


@FRENCH
def test_french_texts_neither_say_tu_nor_vous(template: Template) -> None:
    assert not ADDRESSES.search(template.text)


@LATE
def test_late_texts_say_that_they_are_late(template: Template) -> None:
    for text in readings(template):
        assert SAYS_LATE[template.language].search(text.casefold())


@LATE
def test_late_texts_do_not_guess_how_late(template: Template) -> None:
    assert not re.search(
        r"yesterday|days? ago|today|last week|\bhier\b|il y a|aujourd", template.text
    )


@pytest.mark.parametrize(
    "template",
    [each for each in built_in() if each.occasion is Occasion.BIRTHDAY],
    ids=lambda each: each.id,
)
def test_birthday_texts_name_the_occasion(template: Template) -> None:
    words = {"en": ("birthday", "happy returns", "celebrat"), "fr": ("anniversaire",)}

    for text in readings(template):
        assert any(word in text for word in words[template.language])


def test_one_year_is_not_years() -> None:
    texts = [
        render(each, MessageContext(years=1))
        for each in built_in()
        if each.occasion is Occasion.WORK_ANNIVERSARY
    ]

    assert any("1 year!" in text for text in texts)
    plural = re.compile(r"\b1 (years|ans)\b")  # codespell:ignore ans
    assert not any(plural.search(text) for text in texts)
