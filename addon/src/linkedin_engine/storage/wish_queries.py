"""Wishes as they are read: by contact, by what is left to do, for the limits."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from linkedin_engine.contract.enums import Occasion, WishReason, WishState
from linkedin_engine.domain.ledger import Wish
from linkedin_engine.errors import NotFoundError

from .database import Database, Row, Value
from .merging import SAME_OCCASION, same_occasion
from .values import from_ms, from_ms_or_none, to_ms

MAX_ATTEMPTS: Final = 3

# A class with a method called list cannot name the type.
type Rows = list[Row]
type Wishes = list[Wish]

_SELECT: Final = "SELECT * FROM wishes"
_LAST_ID: Final = 2**63 - 1
_CLOSED: Final = frozenset({WishState.SENT, WishState.SKIPPED})
_STILL_DUE: Final = (
    "open_state IN ('approved', 'failed') "
    f"AND (state = 'approved' OR attempts < {MAX_ATTEMPTS})"
)
_STILL_PENDING: Final = (
    "open_state IN ('drafted', 'approved', 'failed') "
    f"AND (state <> 'failed' OR attempts < {MAX_ATTEMPTS})"
)
# An open intent counts, and so does a message nobody could confirm: it may be out.
_COUNTED: Final = "intent_at >= ? AND state IN ('sent', 'sending', 'unverified')"


class WishQueries:
    """The reading half of the wishes in one database."""

    def __init__(self, database: Database) -> None:
        """Read from this database."""
        self._database = database

    def get(self, wish_id: int) -> Wish:
        """Return a wish; raises ``NotFoundError``."""
        row = self._database.fetch_one(f"{_SELECT} WHERE id = ?", (wish_id,))
        if row is None:
            raise NotFoundError(f"There is no wish {wish_id}.")
        return wish_from(row)

    def near(self, contact_id: int, occasion: Occasion, day: date) -> Wish | None:
        """Return the wish of this occasion: within 183 days, or of the same year.

        So a birthday read as 31 December and again as 1 January is one birthday. Of
        several the nearest is returned.
        """
        row = self._database.fetch_one(
            f"{_SELECT} WHERE {SAME_OCCASION} "
            "ORDER BY abs(julianday(day) - julianday(?)), id LIMIT 1",
            (*same_occasion(contact_id, occasion.value, day), day.isoformat()),
        )
        return None if row is None else wish_from(row)

    def due(self, *, oldest_day: date) -> Wishes:
        """Return what may be sent now, the oldest day first.

        Approved wishes, and failed ones that were tried fewer than three times.
        """
        return self._many(
            f"{_STILL_DUE} AND day >= ? ORDER BY day, id", (oldest_day.isoformat(),)
        )

    def waiting(self) -> Wishes:
        """Return the drafts that a person has not decided about, oldest first."""
        return self._many("open_state = 'drafted' ORDER BY day, id")

    def expired(self, oldest_day: date) -> Wishes:
        """Return what waited or was due for too long: days before ``oldest_day``."""
        return self._many(
            f"{_STILL_PENDING} AND day < ? ORDER BY day, id", (oldest_day.isoformat(),)
        )

    def open_intents(self) -> Wishes:
        """Return the wishes of which only the intent is known, oldest first."""
        return self._many("open_state = 'sending' ORDER BY intent_at, id")

    def unverified(self) -> Wishes:
        """Return the wishes that may have been sent; a person has to look."""
        return self._many("open_state = 'unverified' ORDER BY intent_at, id")

    def pending_count(self) -> int:
        """Count what still waits: drafts, approved, and failed but tried again."""
        return self._count(_STILL_PENDING)

    def counted_since(self, moment: datetime) -> int:
        """Count the messages since then that are, or may be, on LinkedIn."""
        return self._count(_COUNTED, (to_ms(moment),))

    def oldest_counted_since(self, moment: datetime) -> datetime | None:
        """Return when the first of the counted messages was sent."""
        row = self._database.fetch_one(
            f"SELECT intent_at FROM wishes WHERE {_COUNTED} ORDER BY intent_at LIMIT 1",  # noqa: S608 - words of ours only
            (to_ms(moment),),
        )
        return None if row is None else from_ms(row["intent_at"])

    def template_ids_since(self, contact_id: int, since: date) -> set[str]:
        """Return the templates this contact has, or may have, been written with."""
        return {
            row["template_id"]
            for row in self._written_since(contact_id, since)
            if row["template_id"] is not None
        }

    def texts_since(self, contact_id: int, since: date) -> set[str]:
        """Return the texts this contact has, or may have, received."""
        return {row["text"] for row in self._written_since(contact_id, since)}

    def list(
        self,
        *,
        states: Collection[WishState] | None = None,
        limit: int = 100,
        before_id: int | None = None,
    ) -> Wishes:
        """Return the newest wishes, all or of some states, ``before_id`` to page on."""
        wanted = frozenset(WishState) if states is None else frozenset(states)
        if not wanted:
            return []
        terms = ["id < ?"]
        values: tuple[Value, ...] = (_LAST_ID if before_id is None else before_id,)
        if wanted != frozenset(WishState):
            column = "state" if wanted & _CLOSED else "open_state"
            terms.append(f"{column} IN ({', '.join('?' * len(wanted))})")
            values += tuple(sorted(state.value for state in wanted))
        return self._many(
            f"{' AND '.join(terms)} ORDER BY id DESC LIMIT ?", (*values, limit)
        )

    def _written_since(self, contact_id: int, since: date) -> Rows:
        return self._database.fetch_all(
            "SELECT template_id, text FROM wishes "
            "WHERE contact_id = ? AND day >= ? "
            "AND state IN ('sent', 'sending', 'unverified')",
            (contact_id, since.isoformat()),
        )

    def _many(self, condition: str, values: tuple[Value, ...] = ()) -> Wishes:
        rows = self._database.fetch_all(f"{_SELECT} WHERE {condition}", values)
        return [wish_from(row) for row in rows]

    def _count(self, condition: str, values: tuple[Value, ...] = ()) -> int:
        row = self._database.fetch_one(
            f"SELECT count(*) AS number FROM wishes WHERE {condition}",  # noqa: S608 - words of ours only
            values,
        )
        return 0 if row is None else int(row["number"])


def wish_from(row: Row) -> Wish:
    """Return the wish that a row holds."""
    reason = row["reason"]
    return Wish(
        id=row["id"],
        contact_id=row["contact_id"],
        occasion=Occasion(row["occasion"]),
        day=date.fromisoformat(row["day"]),
        state=WishState(row["state"]),
        text=row["text"],
        template_id=row["template_id"],
        edited=bool(row["edited"]),
        reason=None if reason is None else WishReason(reason),
        attempts=row["attempts"],
        created_at=from_ms(row["created_at"]),
        approved_at=from_ms_or_none(row["approved_at"]),
        intent_at=from_ms_or_none(row["intent_at"]),
        settled_at=from_ms_or_none(row["settled_at"]),
        run_id=row["run_id"],
    )
