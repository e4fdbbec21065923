"""Pauses: between the person's bounds, and none at the instant pace."""

from random import Random
from statistics import fmean

from hypothesis import given, strategies as st
import pytest

from linkedin_engine.domain.pace import Pacing
from linkedin_engine.errors import BadInputError
from linkedin_engine.settings import Pace


def dice(seed: int) -> Random:
    return Random(seed)


@given(
    st.floats(0, 3600), st.floats(0, 3600), st.integers(0, 2**32), st.integers(0, 9000)
)
def test_every_pause_stays_within_its_bounds(
    shortest: float, more: float, seed: int, characters: int
) -> None:
    pacing = Pacing(shortest, shortest + more, dice(seed))

    assert shortest <= pacing.between_messages() <= shortest + more
    assert 0 < pacing.keystroke() <= 1.1
    assert 0 < pacing.glance() <= 2.4
    assert 0 < pacing.reading(characters) <= 2.4 + 12


def test_pauses_differ_and_are_mostly_on_the_short_side() -> None:
    pacing = Pacing(90, 180, dice(1))
    pauses = [pacing.between_messages() for _ in range(500)]

    assert len(set(pauses)) > 400
    assert 115 < fmean(pauses) < 135


def test_a_longer_text_takes_longer_to_read() -> None:
    short = fmean(Pacing(1, 2, dice(seed)).reading(5) for seed in range(50))
    long = fmean(Pacing(1, 2, dice(seed)).reading(500) for seed in range(50))

    assert long > short + 2


def test_the_same_dice_give_the_same_pauses() -> None:
    one, other = (Pacing(90, 180, dice(7)) for _ in range(2))

    assert one.between_messages() == other.between_messages()


def test_the_instant_pace_has_no_pauses() -> None:
    pacing = Pacing(90, 180, dice(1), Pace.INSTANT)

    assert pacing.between_messages() == 0
    assert pacing.keystroke() == 0
    assert pacing.glance() == 0
    assert pacing.reading(1000) == 0


@pytest.mark.parametrize(
    ("bounds", "field"),
    [
        ((-1, 5), "delay_min_seconds"),
        ((float("nan"), 5), "delay_min_seconds"),
        ((10, 5), "delay_max_seconds"),
        ((1, float("inf")), "delay_max_seconds"),
    ],
)
def test_bounds_without_a_number_between_them_are_refused(
    bounds: tuple[float, float], field: str
) -> None:
    with pytest.raises(BadInputError, match=field):
        Pacing(*bounds, dice(1))
