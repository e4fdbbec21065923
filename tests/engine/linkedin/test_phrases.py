"""Lateness is read from the sentence alone, and doubt is told as doubt."""

from datetime import date, timedelta

from babel.dates import format_skeleton
from hypothesis import given, settings, strategies as st
import pytest

from linkedin_engine.linkedin.dates import CalendarDay
from linkedin_engine.linkedin.facts import data
from linkedin_engine.linkedin.phrases import (
    DaysAgo,
    celebrated_day,
    first_name_in,
    lateness,
    normalise,
)
from twin.languages import language as words_of, languages

TODAY = date(2026, 11, 23)
# Names that look like the words around them.
HARD_NAMES = (
    "Camille Exemple", "Today Smith", "Mai Nguyen", "May Sample", "Sep November",
    "Agent 47", "25 Savage", "Jan Novak", "Dr. März Muster", "Aujourd’hui Exemple",
    "🔥 Inès Modèle 🚀", "Jean-Luc de La Démo", "Hoy Oggi Hoje", "محمد",
    "Élodie 2.0 Prototype", "Mar Nov", "Ann-Mai May", "O’Neil D’Août", "de La Tour",
)  # fmt: skip
NO_CLDR_DAYS = {
    "cs": "short dates are numbers",
    "fi": "short dates are numbers",
    "he": "the preposition is one word with the month",
}
days = st.dates(min_value=date(2024, 1, 1), max_value=date(2027, 12, 31))
names = st.sampled_from(HARD_NAMES)


def _first(name: str) -> str:
    words = name.split()
    size = 2 if words[0] in {"🔥", "Agent", "25", "Dr.", "Élodie"} else 1
    return " ".join(words[:size])


@pytest.mark.parametrize("language", list(languages()))
@settings(max_examples=60)
@given(name=names, day=days)
def test_a_late_sentence_tells_its_date_in_every_language(
    language: str, name: str, day: date
) -> None:
    words = words_of(language)
    sentence = words.sentence(words.late, first=_first(name), day=day).text
    assert lateness(sentence, name=name, language=language) == CalendarDay(
        day.month, day.day
    )


@pytest.mark.parametrize("language", list(languages()))
@pytest.mark.parametrize("name", HARD_NAMES)
def test_a_today_sentence_tells_today_in_every_language(
    language: str, name: str
) -> None:
    words = words_of(language)
    sentence = words.sentence(words.today, first=_first(name), day=TODAY).text
    assert lateness(sentence, name=name, language=language) == DaysAgo(0)


@pytest.mark.parametrize("language", list(languages()))
@pytest.mark.parametrize("name", HARD_NAMES)
@pytest.mark.parametrize("kind", ["unknown", "unknown_digits"])
def test_a_sentence_that_nobody_knows_is_unknown(
    language: str, name: str, kind: str
) -> None:
    words = words_of(language)
    template: str = getattr(words, kind)
    sentence = words.sentence(template, first=_first(name), day=TODAY).text
    assert lateness(sentence, name=name, language=language) is None


@pytest.mark.parametrize("language", sorted(data("phrases")["today"]))
def test_the_today_word_of_every_known_language_is_recognised(language: str) -> None:
    for word in data("phrases")["today"][language]:
        sentence = f"… Camille … {word}"
        told = lateness(sentence, name="Camille Exemple", language=language)
        assert told == DaysAgo(0)


@pytest.mark.parametrize(
    "language", sorted(set(data("phrases")["today"]) - set(NO_CLDR_DAYS))
)
@settings(max_examples=25)
@given(day=days, skeleton=st.sampled_from(["MMMd", "MMMMd"]))
def test_the_dates_of_every_known_language_are_recognised(
    language: str, day: date, skeleton: str
) -> None:
    sentence = f"Camille … {format_skeleton(skeleton, day, locale=language)}"
    told = lateness(sentence, name="Camille Exemple", language=language)
    assert told == CalendarDay(day.month, day.day)


@pytest.mark.parametrize("language", sorted(NO_CLDR_DAYS))
def test_a_date_that_cannot_be_told_is_unknown_and_never_today(language: str) -> None:
    sentence = f"Camille … {format_skeleton('MMMd', TODAY, locale=language)}"
    assert lateness(sentence, name="Camille Exemple", language=language) is None


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Célébrez l’anniversaire de Camille\u202faujourd’hui", DaysAgo(0)),
        ("CÉLÉBREZ L'ANNIVERSAIRE DE CAMILLE AUJOURD'HUI", DaysAgo(0)),
        (
            "Célébrez l’anniversaire récent de Camille le 1er\u00a0janv.",
            CalendarDay(1, 1),
        ),
        ("Celebrate Camille’s recent birthday on September 25th", CalendarDay(9, 25)),
        ("Celebrate Camille’s recent birthday on 29 Feb", CalendarDay(2, 29)),
        ("Camille, 10 de noviembre", None),
        ("Celebrate Camille’s birthday yesterday", DaysAgo(1)),
        ("Camille celebrated 3 days ago", DaysAgo(3)),
        ("L’anniversaire de Camille, il y a 4 jours", DaysAgo(4)),
        ("L’anniversaire de Camille, hier", DaysAgo(1)),
        ("Celebrate Camille’s recent birthday on Sep 31", None),
        ("Celebrate Camille’s birthday today, Sep 25", None),
        ("Celebrate Camille’s birthday on Sep 25 or Sep 26", None),
        ("Celebrate Camille’s birthday on Sep 25, 2026", None),
        ("Celebrate Camille’s birthday today in 3 rooms", None),
        ("Celebrate Camille’s birthday yesterday or today", None),
        ("Celebrate Camille’s todayness", None),
        ("Celebrate Camille’s recent birthday on Sept. 2", CalendarDay(9, 2)),
        ("Celebrate Camille’s birthday", None),
        ("", None),
    ],
)
def test_one_statement_counts_and_two_are_a_doubt(
    sentence: str, told: DaysAgo | CalendarDay | None
) -> None:
    assert lateness(sentence, name="Camille Exemple", language="en") == told


def test_a_page_in_a_language_nobody_listed_is_still_read_in_english() -> None:
    sentence = "Celebrate Camille’s birthday today"
    for language in (None, "", "xx", "en-US", "not a language"):
        assert lateness(sentence, name="Camille", language=language) == DaysAgo(0)


def test_a_language_with_a_region_is_that_language() -> None:
    sentence = "Comemore o aniversário recente de Rui em 10 de nov."
    for language in ("pt-BR", "pt_BR", "pt", "PT"):
        told = lateness(sentence, name="Rui Exemplo", language=language)
        assert told == CalendarDay(11, 10)


@pytest.mark.parametrize(
    ("today", "told", "day"),
    [
        (date(2027, 1, 3), CalendarDay(12, 28), date(2026, 12, 28)),
        (date(2026, 12, 31), CalendarDay(1, 1), date(2027, 1, 1)),
        (date(2028, 3, 1), CalendarDay(2, 29), date(2028, 2, 29)),
        (TODAY, CalendarDay(11, 23), TODAY),
        (TODAY, CalendarDay(11, 24), TODAY + timedelta(days=1)),
        (TODAY, CalendarDay(11, 26), None),
        (TODAY, CalendarDay(6, 1), None),
        (TODAY, DaysAgo(0), TODAY),
        (date(2027, 1, 1), DaysAgo(1), date(2026, 12, 31)),
        (TODAY, DaysAgo(99), None),
        (TODAY, None, None),
    ],
)
def test_a_day_without_its_year_is_the_latest_one_that_fits(
    today: date, told: DaysAgo | CalendarDay | None, day: date | None
) -> None:
    assert celebrated_day(told, today) == day


@pytest.mark.parametrize(
    ("sentence", "name", "first"),
    [
        ("Célébrez l’anniversaire d’Amélie aujourd’hui", "Amélie Exemple", "Amélie"),
        (
            "Célébrez l’anniversaire de 🔥 Inès\u00a0aujourd’hui",
            "🔥 Inès Modèle 🚀",
            "🔥 Inès",
        ),
        ("Celebrate Dr. Ann Mary’s birthday today", "Dr. Ann Mary Poe", "Dr. Ann Mary"),
        ("Celebrate Jean-Luc’s birthday today", "Jean-Luc de La Démo", "Jean-Luc"),
        ("Celebrate Jean-Luc’s birthday today", "Jean Luc", None),
        ("Celebrate Joanna’s birthday today", "Ann Poe", None),
        ("Celebrate Zoé Gabarit’s birthday today", "Zoé Gabarit", None),
        ("Celebrate محمد’s birthday today", "محمد", "محمد"),
        ("Celebrate \u2068محمد\u2069’s birthday today", "محمد علي", "محمد"),
        ("CELEBRATE MARIE’S BIRTHDAY TODAY", "Marie Curie", "Marie"),
        ("Celebrate Marie’s birthday today", "Marie, PhD", "Marie"),
        ("Celebrate a birthday today", "Marie Curie", None),
        ("Celebrate JEAN-LUC’s birthday today", "DUPONT Jean-Luc", "Jean-Luc"),
        ("Celebrate Marie’s birthday today", "Dr. Marie Curie", "Marie"),
        ("Célébrez l’anniversaire de Bob", "Robert de La Tour", None),
        ("Celebrate Marie’s birthday today", "", None),
    ],
)
def test_the_first_name_is_what_the_sentence_uses_of_the_full_name(
    sentence: str, name: str, first: str | None
) -> None:
    assert first_name_in(sentence, name=name) == first


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_name_and_no_sentence_makes_the_reading_fail(
    sentence: str, name: str
) -> None:
    lateness(sentence, name=name, language="fr")
    first_name_in(sentence, name=name)


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
