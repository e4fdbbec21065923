"""Two rows that turn out to be one person become one."""

from datetime import date, timedelta
from typing import Final

from linkedin_engine.contract.enums import WishState

from .database import Database, Row, Value

# Days this close are one occasion: half a year to either side. Within one calendar
# year there is never a second one, whatever the days.
HALF_A_YEAR: Final = timedelta(days=183)
SAME_OCCASION: Final = (
    "contact_id = ? AND occasion = ? AND (day BETWEEN ? AND ? OR year = ?)"
)

_MOST_CAUTIOUS_FIRST: Final = (
    WishState.SENT,
    WishState.SENDING,
    WishState.UNVERIFIED,
    WishState.FAILED,
    WishState.SKIPPED,
    WishState.APPROVED,
    WishState.DRAFTED,
)
_CAUTION: Final = {
    state.value: -place for place, state in enumerate(_MOST_CAUTIOUS_FIRST)
}

_FILL_IN: Final = """
    UPDATE contacts SET
        vanity            = coalesce(vanity, :vanity),
        first_name        = coalesce(first_name, :first_name),
        chosen_first_name = coalesce(chosen_first_name, :chosen_first_name),
        language          = coalesce(language, :language),
        own_text          = coalesce(own_text, :own_text),
        birthday          = coalesce(birthday, :birthday),
        blocked           = max(blocked, :blocked),
        first_seen        = min(first_seen, :first_seen),
        last_seen         = max(last_seen, :last_seen)
    WHERE id = :keeper
"""


def same_occasion(contact_id: int, occasion: str, day: date) -> tuple[Value, ...]:
    """Return the values for ``SAME_OCCASION``."""
    first, last = day - HALF_A_YEAR, day + HALF_A_YEAR
    return contact_id, occasion, first.isoformat(), last.isoformat(), day.year


def is_same_occasion(one: date, other: date) -> bool:
    """Whether two days are of one occasion, as ``SAME_OCCASION`` says."""
    return abs(one - other) <= HALF_A_YEAR or one.year == other.year


def merge(database: Database, gone: Row, keeper_id: int) -> None:
    """Move all of ``gone`` to the keeper; wants an open transaction.

    Of two wishes for one occasion the furthest, most cautious state stays: what
    was sent is never forgotten. Blocked stays blocked.
    """
    wishes = database.fetch_all(
        "SELECT id, occasion, day, state FROM wishes WHERE contact_id = ? ORDER BY id",
        (gone["id"],),
    )
    for wish in wishes:
        _move_wish(database, wish, keeper_id)
    database.write("DELETE FROM contacts WHERE id = ?", (gone["id"],))
    columns = {key: gone[key] for key in gone.keys()}  # noqa: SIM118 - a Row, no dict
    database.write(_FILL_IN, {**columns, "keeper": keeper_id})


def _move_wish(database: Database, wish: Row, keeper_id: int) -> None:
    rivals = database.fetch_all(
        f"SELECT id, state FROM wishes WHERE {SAME_OCCASION}",  # noqa: S608 - words of ours only
        same_occasion(keeper_id, wish["occasion"], date.fromisoformat(wish["day"])),
    )
    caution = _CAUTION[wish["state"]]
    if any(_CAUTION[rival["state"]] >= caution for rival in rivals):
        database.write("DELETE FROM wishes WHERE id = ?", (wish["id"],))
        return
    for rival in rivals:
        database.write("DELETE FROM wishes WHERE id = ?", (rival["id"],))
    database.write(
        "UPDATE wishes SET contact_id = ? WHERE id = ?", (keeper_id, wish["id"])
    )
