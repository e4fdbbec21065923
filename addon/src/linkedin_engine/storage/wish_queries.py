"""Wishes as they are read: by contact, by what is left to do, for the limits."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from linkedin_engine.contract.enums import Occasion, WishReason, WishState
from linkedin_engine.domain.ledger import Contact, Wish
from linkedin_engine.errors import NotFoundError

from .contacts import contact_from
from .database import Database, Row, Value, Version
from .forgetting import had_a_wish
from .merging import SAME_OCCASION, same_occasion
from .values import from_ms, from_ms_or_none, to_ms

MAX_ATTEMPTS: Final = 3

# A class with a method called list cannot name the type.
type Rows = list[Row]
type Wishes = list[Wish]
type Pairs = list[tuple[Wish, Contact]]
type Texts = list[str]
type Counts = dict[WishState, int]

_SELECT: Final = "SELECT * FROM wishes"
_LAST_ID: Final = 2**63 - 1
_CLOSED: Final = frozenset({WishState.SENT, WishState.SKIPPED})
_OPEN: Final = frozenset(WishState) - _CLOSED
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
# The words of the index, without which it is not used.
_IS_CLOSED: Final = "state IN ('sent', 'skipped')"
_COUNT_STATES: Final = f"""
    SELECT open_state AS state, count(*) AS number FROM wishes
        WHERE open_state IN ({", ".join(f"'{state}'" for state in sorted(_OPEN))})
        GROUP BY 1
    UNION ALL SELECT state, count(*) FROM wishes WHERE {_IS_CLOSED} GROUP BY 1
"""  # noqa: S608 - words of ours only
# The wish is looked for first, so that it comes in its order.
_SELECT_PAIRS: Final = """
    SELECT wishes.*, member_id, vanity, profile_url, name, first_name,
        chosen_first_name, language, own_text, blocked, birthday
    FROM wishes CROSS JOIN contacts ON contacts.id = contact_id
"""


class _Filters:
    """Terms of a condition with their values; what is None is no term."""

    def __init__(self) -> None:
        self.terms: list[str] = []
        self.values: list[Value] = []

    @property
    def sql(self) -> str:
        return " AND ".join(self.terms)

    def add(self, term: str, value: Value) -> None:
        if value is not None:
            self.terms.append(term)
            self.values.append(value)

    def add_states(self, wanted: frozenset[WishState], *, indexed: bool = True) -> None:
        """Ask for some of the states by the index that has them in their order.

        All states, and none, are no term at all.
        """
        if not wanted or wanted == frozenset(WishState):
            return
        places = ", ".join("?" * len(wanted))
        if indexed and wanted <= _OPEN:
            self.terms.append(f"open_state IN ({places})")
        elif indexed and wanted <= _CLOSED and len(wanted) == 1:
            self.terms += ["state = ?", _IS_CLOSED]
        else:
            # The plus keeps an index out: the wishes are in the wanted order already.
            self.terms.append(f"+state IN ({places})")
        self.values += sorted(state.value for state in wanted)


class WishQueries:
    """The reading half of the wishes in one database."""

    def __init__(self, database: Database) -> None:
        """Read from this database."""
        self._database = database
        self._counts: tuple[Version | None, Counts] | None = None

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

    def is_forgotten(self, wish: Wish) -> bool:
        """Whether the person was forgotten after another wish for this occasion."""
        row = self._database.fetch_one(
            "SELECT member_id, vanity FROM contacts WHERE id = ?", (wish.contact_id,)
        )
        return row is not None and had_a_wish(
            self._database,
            member_id=row["member_id"],
            vanity=row["vanity"],
            occasion=wish.occasion,
            day=wish.day,
        )

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
        """Count the messages since then that are, or may be, on LinkedIn.

        Those to people who were forgotten count too: LinkedIn counts them.
        """
        since = (to_ms(moment),)
        return self._count(_COUNTED, since) + self._count(
            "intent_at >= ?", since, table="forgotten"
        )

    def oldest_counted_since(self, moment: datetime) -> datetime | None:
        """Return when the first of the counted messages was sent."""
        found = [
            self._database.fetch_one(
                f"SELECT intent_at FROM {source} ORDER BY intent_at LIMIT 1",  # noqa: S608 - words of ours only
                (to_ms(moment),),
            )
            for source in (f"wishes WHERE {_COUNTED}", "forgotten WHERE intent_at >= ?")
        ]
        moments = [row["intent_at"] for row in found if row is not None]
        return from_ms_or_none(min(moments, default=None))

    def counts_by_state(self) -> Counts:
        """Count the wishes in every state; costs nothing while none has changed."""
        version = self._database.version()
        if version is None or self._counts is None or self._counts[0] != version:
            rows = self._database.fetch_all(_COUNT_STATES)
            known = {row["state"]: row["number"] for row in rows}
            self._counts = version, {each: known.get(each, 0) for each in WishState}
        return dict(self._counts[1])

    def sent_total(self) -> int:
        """Count the messages that are known to be on LinkedIn."""
        return self.counts_by_state()[WishState.SENT]

    def sent_since(self, moment: datetime) -> int:
        """Count the messages since then that are known to be on LinkedIn."""
        return self._count("intent_at >= ? AND state = 'sent'", (to_ms(moment),))

    def template_ids_since(self, contact_id: int, since: date) -> Texts:
        """Return the templates of what this contact got, or may have; oldest first."""
        return [
            row["template_id"]
            for row in self._written_since(contact_id, since)
            if row["template_id"] is not None
        ]

    def texts_since(self, contact_id: int, since: date) -> Texts:
        """Return what this contact got, or may have; oldest first."""
        return [row["text"] for row in self._written_since(contact_id, since)]

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
        filters = _Filters()
        filters.add("id < ?", _LAST_ID if before_id is None else before_id)
        filters.add_states(wanted)
        return self._many(
            f"{filters.sql} ORDER BY id DESC LIMIT ?", (*filters.values, limit)
        )

    def page(
        self,
        *,
        states: Collection[WishState] = (),
        before: int | None = None,
        since: date | None = None,
        until: date | None = None,
        contact_id: int | None = None,
        limit: int = 100,
    ) -> Pairs:
        """Return the newest wishes with their people, from before this wish's id.

        No states means all of them; the days are of the occasion, both included.
        """
        filters = _Filters()
        filters.add("wishes.id < ?", _LAST_ID if before is None else before)
        # A person has few wishes: no index may be better than that of the person.
        filters.add_states(frozenset(states), indexed=contact_id is None)
        filters.add("day >= ?", None if since is None else since.isoformat())
        filters.add("day <= ?", None if until is None else until.isoformat())
        filters.add("contact_id = ?", contact_id)
        rows = self._database.fetch_all(
            f"{_SELECT_PAIRS} WHERE {filters.sql} ORDER BY wishes.id DESC LIMIT ?",
            (*filters.values, limit),
        )
        return [(wish_from(row), contact_from(row, key="contact_id")) for row in rows]

    def of_run(self, run_id: str) -> Pairs:
        """Return the wishes that a run touched last, with their people."""
        rows = self._database.fetch_all(
            f"{_SELECT_PAIRS} WHERE run_id = ? ORDER BY wishes.id", (run_id,)
        )
        return [(wish_from(row), contact_from(row, key="contact_id")) for row in rows]

    def _written_since(self, contact_id: int, since: date) -> Rows:
        return self._database.fetch_all(
            "SELECT template_id, text FROM wishes "
            "WHERE contact_id = ? AND day >= ? "
            "AND state IN ('sent', 'sending', 'unverified') ORDER BY intent_at, id",
            (contact_id, since.isoformat()),
        )

    def _many(self, condition: str, values: tuple[Value, ...] = ()) -> Wishes:
        rows = self._database.fetch_all(f"{_SELECT} WHERE {condition}", values)
        return [wish_from(row) for row in rows]

    def _count(
        self, condition: str, values: tuple[Value, ...] = (), *, table: str = "wishes"
    ) -> int:
        row = self._database.fetch_one(
            f"SELECT count(*) AS number FROM {table} WHERE {condition}",  # noqa: S608 - words of ours only
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
