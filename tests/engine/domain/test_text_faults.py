"""What is wrong with a text, in words for programs."""

import pytest

from linkedin_engine.contract.enums import Occasion, TextFault
from linkedin_engine.domain.templates import (
    MAX_SOURCE,
    MAX_TEXT,
    MessageContext,
    Template,
    UnfitTextError,
    check,
    render,
)

FAULTS = {
    TextFault.DECIMALS: "{{ 1.5 }} a",
    TextFault.EMPTY: " \n",
    TextFault.MESSAGE_TOO_LONG: "a" * (MAX_TEXT + 1),
    TextFault.NOT_POSSIBLE: "{% for a in name %}a{% endfor %}",
    TextFault.NOTHING_LEFT: "{{ first_name }}!",
    TextFault.SYNTAX: "{{ first_name",
    TextFault.TOO_LONG: "a" * (MAX_SOURCE + 1),
    TextFault.TOO_NESTED: "{% if name %}" * 30 + "a" + "{% endif %}" * 30,
    TextFault.UNKNOWN_FILTER: "{{ name|upperr }}",
    TextFault.UNKNOWN_TEST: "{% if years is wanted %}a{% endif %}",
    TextFault.UNKNOWN_VARIABLE: "Hello {{ nickname }}",
    TextFault.VALUE_MISSING: "Hello, {% if years > 3 %}{{ years }}{% endif %}",
}


@pytest.mark.parametrize("fault", list(TextFault))
def test_every_fault_is_named(fault: TextFault) -> None:
    assert check(FAULTS[fault])[0].code == fault


def test_an_unknown_word_is_told_with_the_one_that_was_meant() -> None:
    (problem,) = check("One line\nand {{ firstname }}")
    assert (problem.word, problem.hint, problem.line) == ("firstname", "first_name", 2)
    (problem,) = check("{{ zzz }}")
    assert problem.hint is None


def test_a_text_that_cannot_be_rendered_says_which_template_it_is_of() -> None:
    template = Template(
        id="own.1",
        language="en",
        occasion=Occasion.BIRTHDAY,
        late=False,
        text="{{ x }}",
    )
    with pytest.raises(UnfitTextError, match=r"own\.1") as raised:
        render(template, MessageContext())
    assert raised.value.problem.code is TextFault.UNKNOWN_VARIABLE
