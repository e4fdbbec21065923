"""Names as people write them, made fit for a greeting."""

from pathlib import Path
import tomllib
import unicodedata

from hypothesis import given, strategies as st
import pytest

from linkedin_engine.domain.names import greeting_name

EXAMPLES = tomllib.loads(
    (Path(__file__).parent / "greeting_names.toml").read_text("utf-8")
)["rows"]
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
NAMES = st.one_of(
    st.text(max_size=60),
    st.text(
        st.sampled_from(
            "aAeEi\u0131İßǆ.-'\u2019`|,()\"“ \u00a0\u200d\u0301\ufe0f🔥DrJM王م7"
        ),
        max_size=30,
    ),
    st.lists(
        st.sampled_from(["Dr.", "DE", "la", "Marie", "JP", "J.", "PhD", "🔥", "الله"]),
        max_size=6,
    ).map(" ".join),
)


def test_the_examples_are_many_and_distinct() -> None:
    assert len({tuple(row) for row in EXAMPLES}) == len(EXAMPLES) >= 60


@pytest.mark.parametrize(("first", "full", "greeting"), EXAMPLES)
def test_a_name_is_made_fit_for_a_greeting(
    first: str, full: str, greeting: str
) -> None:
    assert greeting_name(first or None, full) == greeting


def test_a_first_name_without_use_gives_way_to_the_full_name() -> None:
    assert greeting_name("🔥", "Marie Dupont") == "Marie"


def test_an_endless_name_is_no_greeting() -> None:
    assert greeting_name("A" + "a" * 100_000, "") == ""


def test_marks_piled_upon_a_letter_are_cut() -> None:
    assert len(greeting_name("M" + "\u0336" * 100 + "arie", "")) <= 10


@given(first=st.none() | NAMES, full=NAMES)
def test_no_name_breaks_the_greeting(first: str | None, full: str) -> None:
    name = greeting_name(first, full)

    assert name == unicodedata.normalize("NFC", name)
    assert name == " ".join(name.split())
    assert len(name) <= 40
    assert not name or any(char.isalpha() for char in name)
    for char in name:
        category = unicodedata.category(char)
        assert (
            category[0] in "LM"
            or char in " .-'\u2019\u00b7\u30fb\u05f3\u05f4\u200c\u200d"
        )
        assert category not in INVISIBLE or char in "\u200c\u200d"


@pytest.mark.parametrize("greeting", sorted({row[2] for row in EXAMPLES} - {""}))
def test_a_name_that_is_fit_stays_as_it_is(greeting: str) -> None:
    assert greeting_name(greeting, f"{greeting} Example") == greeting
