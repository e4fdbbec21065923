"""Templates: what they may say, and what none of them can do."""

from hypothesis import given, strategies as st
import pytest

from linkedin_engine.contract.enums import Occasion
from linkedin_engine.domain.templates import (
    MAX_SOURCE,
    MAX_TEXT,
    MessageContext,
    Template,
    check,
    render,
)
from linkedin_engine.errors import BadInputError

NBSP = "\u00a0"
MARIE = MessageContext(first_name="Marie", name="Marie Dupont", days_late=3, years=5)
NOBODY = MessageContext()

HOSTILE = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ first_name.__init__.__globals__ }}",
    "{{ first_name['__class__'] }}",
    "{{ first_name|attr('__class__') }}",
    "{{ first_name.upper() }}",
    "{{ self }}",
    "{{ self._TemplateReference__context }}",
    "{{ range(10**9) }}",
    "{{ lipsum() }}",
    "{{ cycler('a').next() }}",
    "{{ namespace(a=1) }}",
    "{% for i in 'ab' %}{{ i }}{% endfor %}",
    "{% for i in range(999999999) %}x{% endfor %}",
    "{{ 'a' * 999999999 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 2 + 2 }}",
    "{{ -days_late }}",
    "{{ '%999999999d' % 1 }}",
    "{{ '%999999999d'|format(1) }}",
    "{{ 'a'|center(10**9) }}",
    "{{ 'a'|center(999999999) }}",
    "{{ 'aa'|replace('a', 'aaaaaaaa')|replace('a', 'aaaaaaaa') }}",
    "{{ 'a'|indent(999999999) }}",
    "{{ [1]|map('string')|list }}",
    "{{ name|batch(1)|list }}",
    "{{ name[0:999] }}",
    "{% include '/etc/passwd' %}",
    "{% import '/etc/passwd' as a %}",
    "{% from '/etc/passwd' import a %}",
    "{% extends '/etc/passwd' %}",
    "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{% set a = 'b' %}{{ a }}",
    "{% set a %}b{% endset %}",
    "{% block a %}{{ self.a() }}{% endblock %}",
    "{% call name() %}{% endcall %}",
    "{% filter upper %}a{% endfilter %}",
    "{% with a = 1 %}b{% endwith %}",
    "{% autoescape true %}a{% endautoescape %}",
    "{% do 1 %}",
    "{% debug %}",
    "{% if years < 1e999 %}a{% endif %}b",
    "{{ " + "(" * 900 + "1" + ")" * 900 + " }}",
    "{{ " + "not " * 450 + "1 }}",
    "{{ " + "[" * 900 + "]" * 900 + " }}",
    "{{ " + "1 or " * 390 + "1 }}",
    "{{ name" + "|upper" * 300 + " }}",
    "{% if name %}" * 80 + "a" + "{% endif %}" * 80,
    "{{ " + "9" * 1990 + " < years }}",
    "{{ name is sameas name }}",
    "{{ first_name is filter }}",
]
PIECES = st.sampled_from(
    [
        "{{", "}}", "{%", "%}", "{#", "#}", " if ", " endif ", "else", "first_name",
        "name", "years", "days_late", "|upper", "|default('a')", "|d(1, true)", "'",
        "(", ")", "[", "]", "== 1", " > 2", " and ", " not ", "~", "is none", ",", "!",
        " ", "\n", "a", "é", "\u00a0", "1", "1e99", "0x1f", ".", "-", "*", "\\",
    ]
)  # fmt: skip
SOURCES = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join))


def text_of(source: str, context: MessageContext = MARIE, language: str = "en") -> str:
    template = Template(
        id="mine",
        language=language,
        occasion=Occasion.BIRTHDAY,
        late=context.days_late > 0,
        text=source,
    )
    return render(template, context)


def test_a_template_speaks_of_the_person_and_the_day() -> None:
    source = "{{ first_name }} ({{ name }}): {{ days_late }} days, {{ years }} years"

    assert text_of(source) == "Marie (Marie Dupont): 3 days, 5 years"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Hi {{ first_name|upper }}!", "Hi MARIE!"),
        ("Hi {{ first_name|default('you', true) }}!", "Hi Marie!"),
        ("{% if days_late == 3 %}Three{% else %}Some{% endif %} days", "Three days"),
        ("{{ 'Bravo' if years in [5, 10] else 'Hello' }}!", "Bravo!"),
        ("Hi {{ first_name ~ '!' }}{# a note #}", "Hi Marie!"),
        (
            "{% if years is not none and years > 4 %}Many{% else %}A few{% endif %}",
            "Many",
        ),
        ("{% raw %}{{ first_name }}{% endraw %}", "{{ first_name }}"),
    ],
)
def test_simple_choices_and_filters_work(source: str, text: str) -> None:
    assert check(source) == ()
    assert text_of(source) == text


@pytest.mark.parametrize("source", HOSTILE, ids=lambda source: source[:40])
def test_a_hostile_template_is_refused_and_never_run(source: str) -> None:
    problems = check(source)

    assert problems
    assert all(problem.message.strip() for problem in problems)
    with pytest.raises(BadInputError, match="template") as refusal:
        text_of(source)
    assert refusal.value.field == "template"


def test_a_name_is_never_read_as_a_template() -> None:
    attacker = MessageContext(first_name="{{ 7 }}{% if %}", name="{{ years }}")

    assert text_of("Hi {{ first_name }}!", attacker) == "Hi {{ 7 }}{% if %}!"


def test_an_unknown_variable_is_named_with_the_one_meant() -> None:
    (problem,) = check("Happy birthday,\n{{ firstname }}!")

    assert "'firstname'" in problem.message
    assert "Did you mean first_name?" in problem.message
    assert problem.line == 2


def test_an_unknown_filter_is_named_with_the_one_meant() -> None:
    (problem,) = check("{{ first_name|uppr }}")

    assert "filter 'uppr'. Did you mean upper?" in problem.message


def test_a_syntax_error_names_its_line() -> None:
    (problem,) = check("Happy birthday!\n{% if first_name %}Hi")

    assert problem.line == 2
    assert "endif" in problem.message


def test_every_problem_is_reported_in_the_order_of_the_lines() -> None:
    problems = check("{{ one }}\n{{ 1 + 1 }}\n{{ two }}")

    assert [problem.line for problem in problems] == [1, 2, 3]


@pytest.mark.parametrize("source", ["", " \n\t", "\u200b", "!", "{# a note #}"])
def test_a_template_without_words_is_refused(source: str) -> None:
    assert check(source)


def test_a_template_that_is_nothing_without_a_name_is_refused() -> None:
    (problem,) = check("{{ first_name }}!")

    assert "Nothing is left to send" in problem.message


def test_a_late_template_is_tried_on_late_days_only() -> None:
    source = "{% if days_late %}Happy belated birthday!{% endif %}"

    assert check(source, late=True) == ()
    assert check(source)


def test_years_that_may_be_missing_must_be_asked_for() -> None:
    (problem,) = check("{% if years > 1 %}Many{% else %}One{% endif %}")

    assert "{% if years %} first" in problem.message


def test_a_template_may_be_as_long_as_allowed_and_no_longer() -> None:
    fitting = "a" + "{# #}" * ((MAX_SOURCE - 1) // 5)

    assert check(fitting) == ()
    assert check("a" * (MAX_SOURCE + 1))


def test_a_message_may_be_as_long_as_allowed_and_no_longer() -> None:
    assert len(text_of("a" * MAX_TEXT)) == MAX_TEXT
    with pytest.raises(BadInputError, match="1001 characters"):
        text_of("a" * (MAX_TEXT + 1))


def test_an_endless_name_does_not_make_an_endless_message() -> None:
    endless = MessageContext(first_name="a" * 10**6, name="b" * 10**6)

    assert len(text_of("Hi {{ first_name }} {{ name }}", endless)) < 500


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Happy birthday, {{ first_name }}!", "Happy birthday!"),
        ("Happy birthday {{ first_name }} !", "Happy birthday!"),
        ("Happy birthday , {{ first_name }} , !", "Happy birthday!"),
        ("{{ first_name }}, happy birthday!", "Happy birthday!"),
        ("{{ first_name }} - all the best.", "All the best."),
        ("Hi {{ first_name }}, happy birthday.", "Hi, happy birthday."),
        ("Hi {{ first_name }} . Cheers", "Hi. Cheers"),
        ("Well done, {{ first_name }}, on this", "Well done, on this"),
        ("Congratulations {{ first_name }} :)", "Congratulations :)"),
        ("Use .NET {{ first_name }}", "Use .NET"),
    ],
)
def test_a_missing_name_leaves_no_hole(source: str, text: str) -> None:
    assert text_of(source, NOBODY) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Joyeux anniversaire, {{ first_name }} !", f"Joyeux anniversaire{NBSP}!"),
        ("Joyeux anniversaire {{ first_name }} !", f"Joyeux anniversaire{NBSP}!"),
        ("Une chose : bravo !", f"Une chose{NBSP}: bravo{NBSP}!"),
        ("Bonjour {{ first_name }} , bravo", "Bonjour, bravo"),
        ("Voir https://example.org/ !", "Voir https://example.org/ !"),
        ("Bravo!", "Bravo!"),
    ],
)
def test_french_keeps_its_fixed_spaces(source: str, text: str) -> None:
    assert text_of(source, NOBODY, "fr-FR") == text


def test_what_a_message_cannot_hold_is_taken_out() -> None:
    source = "A\x00\x07 b\u200bc\u202e \t d\ud800"

    assert text_of(source) == "A bc d"


def test_lines_stay_lines_with_one_empty_one_between_at_most() -> None:
    assert text_of(" Hello \r\n\r\n\r\n\n you\u2028there ") == "Hello\n\nyou\nthere"


def test_a_name_with_a_line_break_stays_on_its_line() -> None:
    broken = MessageContext(first_name="Ma\nrie", name="Marie")

    assert text_of("Hi {{ first_name }}!", broken) == "Hi Ma rie!"


@given(SOURCES, st.builds(MessageContext, first_name=st.text(max_size=20)))
def test_any_text_renders_cleanly_or_is_refused_with_a_reason(
    source: str, context: MessageContext
) -> None:
    problems = check(source)
    try:
        text = text_of(source, context)
    except BadInputError:
        return

    assert problems == ()
    assert text == text.strip()
    assert 0 < len(text) <= MAX_TEXT
    assert "  " not in text
    assert " ," not in text
    assert " !" not in text
    assert all(char == "\n" or char >= " " for char in text)
