"""How long a person would take; numbers only, nothing waits here."""

from dataclasses import dataclass, field
import math
from random import Random
from typing import Final

from linkedin_engine.errors import BadInputError
from linkedin_engine.settings import Pace

# Most pauses are a little shorter than the middle of their range.
_USUAL: Final = 0.4

# The shortest and the longest of each, in seconds.
_KEYSTROKE: Final = (0.04, 0.18)
_THINKING: Final = (0.3, 1.1)
_GLANCE: Final = (0.8, 2.4)
_THINKING_SHARE: Final = 0.03
_READING_PER_CHARACTER: Final = (0.008, 0.02)
_READING_LONGEST: Final = 12.0


@dataclass(frozen=True, slots=True)
class Pacing:
    """Draws pauses in seconds; all are 0 at the pace ``instant``."""

    min_seconds: float
    max_seconds: float
    rng: Random = field(repr=False, compare=False)
    pace: Pace = Pace.HUMAN

    def __post_init__(self) -> None:
        """Refuse bounds between which there is no number."""
        if not (math.isfinite(self.min_seconds) and self.min_seconds >= 0):
            raise BadInputError("delay_min_seconds", "must be 0 or more")
        if not (
            math.isfinite(self.max_seconds) and self.max_seconds >= self.min_seconds
        ):
            raise BadInputError(
                "delay_max_seconds", "must be at least delay_min_seconds"
            )

    def between_messages(self) -> float:
        """Return the pause between two messages, within the person's bounds."""
        return self._draw(self.min_seconds, self.max_seconds)

    def keystroke(self) -> float:
        """Return the pause after one key, now and then with a thought."""
        is_thinking = self.rng.random() < _THINKING_SHARE
        return self._draw(*(_THINKING if is_thinking else _KEYSTROKE))

    def glance(self) -> float:
        """Return the pause before acting on something that just appeared."""
        return self._draw(*_GLANCE)

    def reading(self, characters: int) -> float:
        """Return the pause to read a text of so many characters."""
        shortest, longest = (
            min(_READING_LONGEST, max(0, characters) * seconds)
            for seconds in _READING_PER_CHARACTER
        )
        return self.glance() + self._draw(shortest, longest)

    def _draw(self, shortest: float, longest: float) -> float:
        if self.pace is Pace.INSTANT:
            return 0.0
        usual = shortest + (longest - shortest) * _USUAL
        drawn = self.rng.triangular(shortest, longest, usual)
        return min(longest, max(shortest, drawn))
