"""People: found by member id or vanity, never by name."""

from datetime import date, datetime
from typing import Final
from urllib.parse import unquote

from linkedin_engine.domain.ledger import Contact
from linkedin_engine.errors import BadInputError, ConflictError, NotFoundError

from .database import Database, Row, Value
from .merging import merge
from .values import search_key, to_ms

DAY_MS: Final = 24 * 60 * 60 * 1000

_SELECT: Final = "SELECT * FROM contacts"
_INSERT: Final = """
    INSERT INTO contacts (
        member_id, vanity, profile_url, name, search_key, first_name, birthday,
        first_seen, last_seen
    ) VALUES (
        :member_id, :vanity, :profile_url, :name, :search_key, :first_name, :birthday,
        :now, :now
    ) RETURNING *
"""
_UPDATE: Final = """
    UPDATE contacts SET
        member_id = :member_id, vanity = :vanity, profile_url = :profile_url,
        name = :name, search_key = :search_key, first_name = :first_name,
        birthday = :birthday, last_seen = max(last_seen, :now)
    WHERE id = :id RETURNING *
"""


class ContactRepository:
    """The contacts in one database."""

    def __init__(self, database: Database) -> None:
        """Read and write in this database."""
        self._database = database

    def get(self, contact_id: int) -> Contact:
        """Return a contact; raises ``NotFoundError``."""
        return _contact(self._row(contact_id))

    def by_member_id(self, member_id: str) -> Contact | None:
        """Return the contact with this id, compared exactly."""
        row = self._by_member_id(member_id)
        return None if row is None else _contact(row)

    def by_vanity(self, vanity: str) -> Contact | None:
        """Return the contact with this lower-case, decoded vanity."""
        row = self._by_vanity(vanity)
        return None if row is None else _contact(row)

    def observe(  # noqa: PLR0913 - what a page says about one person
        self,
        *,
        member_id: str | None,
        vanity: str | None,
        profile_url: str,
        name: str,
        first_name: str | None,
        birthday: date | None,
        now: datetime,
    ) -> Contact:
        """Return the person a page shows, adding or correcting what is known.

        What the page does not say stays as it was; when it says nothing new, only
        the day on which the person was last seen is written. Two rows that prove to
        be one person are merged, two member ids never; a vanity goes with the member
        who has it now.
        """
        if member_id is None and vanity is None:
            raise BadInputError("member_id", "a contact needs a member id or a vanity.")
        seen: dict[str, Value] = {
            "member_id": member_id,
            "vanity": vanity,
            "profile_url": profile_url,
            "name": name,
            "first_name": first_name,
            "birthday": None if birthday is None else f"{birthday:%m-%d}",
        }
        with self._database.transaction():
            row = self._find(member_id, vanity)
            return _contact(self._record(row, seen, to_ms(now)))

    def join(
        self, contact_id: int, *, member_id: str | None, vanity: str | None
    ) -> Contact:
        """Give a contact the identity that a conversation proved.

        Returns the contact that remains: the person may already be known under the
        other name. Raises ``ConflictError`` for another member's id.
        """
        with self._database.transaction():
            row = self._row(contact_id)
            if member_id is not None and row["member_id"] not in {None, member_id}:
                raise ConflictError("The conversation belongs to another member.")
            other = self._find(member_id, vanity)
            if other is not None and other["id"] != contact_id:
                row = self._joined(row, other)
            seen: dict[str, Value] = {
                "member_id": member_id or row["member_id"],
                "vanity": vanity or row["vanity"],
            }
            if any(row[key] != value for key, value in seen.items()):
                self._database.write(
                    "UPDATE contacts SET member_id = ?, vanity = ? WHERE id = ?",
                    (*seen.values(), row["id"]),
                )
            return self.get(row["id"])

    def set_blocked(self, contact_id: int, *, blocked: bool) -> Contact:
        """Keep every wish from this person, or allow them again."""
        return self._set(contact_id, "blocked", int(blocked))

    def set_first_name(self, contact_id: int, first_name: str | None) -> Contact:
        """Greet with this name whatever LinkedIn says; None goes back to LinkedIn's."""
        return self._set(contact_id, "chosen_first_name", first_name)

    def set_language(self, contact_id: int, language: str | None) -> Contact:
        """Write to this person in this language; None leaves it to the settings."""
        return self._set(contact_id, "language", language)

    def set_own_text(self, contact_id: int, text: str | None) -> Contact:
        """Send this person this text; None goes back to the templates."""
        return self._set(contact_id, "own_text", text)

    def search(
        self, query: str = "", *, limit: int = 50, after: int | None = None
    ) -> list[Contact]:
        """Return contacts whose name holds the query, without case and accents.

        Sorted by name; ``after`` is the id of the last contact of the page before.
        """
        start: tuple[Value, Value] = ("", 0)
        if after is not None:
            row = self._row(after)
            start = (row["search_key"], row["id"])
        rows = self._database.fetch_all(
            f"{_SELECT} WHERE (search_key, id) > (?, ?) AND instr(search_key, ?) > 0 "
            "ORDER BY search_key, id LIMIT ?",
            (*start, search_key(query), limit),
        )
        return [_contact(row) for row in rows]

    def _row(self, contact_id: int) -> Row:
        row = self._database.fetch_one(f"{_SELECT} WHERE id = ?", (contact_id,))
        if row is None:
            raise NotFoundError(f"There is no contact {contact_id}.")
        return row

    def _by_member_id(self, member_id: str | None) -> Row | None:
        if member_id is None:
            return None
        return self._database.fetch_one(f"{_SELECT} WHERE member_id = ?", (member_id,))

    def _by_vanity(self, vanity: str | None) -> Row | None:
        if vanity is None:
            return None
        return self._database.fetch_one(f"{_SELECT} WHERE vanity = ?", (vanity,))

    def _find(self, member_id: str | None, vanity: str | None) -> Row | None:
        by_id = self._by_member_id(member_id)
        if by_id is not None and by_id["vanity"] == vanity:
            return by_id
        by_vanity = self._by_vanity(vanity)
        if by_vanity is None:
            return by_id
        if member_id is not None and by_vanity["member_id"] not in {None, member_id}:
            self._take_vanity(by_vanity)
            return by_id
        return by_vanity if by_id is None else self._joined(by_vanity, by_id)

    def _joined(self, one: Row, other: Row) -> Row:
        """Return the row that remains of two; the second one of two members."""
        if one["member_id"] is not None and other["member_id"] is not None:
            self._take_vanity(other)
            return one
        gone, keeper = (other, one) if other["member_id"] is None else (one, other)
        merge(self._database, gone, keeper["id"])
        return self._row(keeper["id"])

    def _take_vanity(self, row: Row) -> None:
        # The address with the vanity leads to somebody else now; LinkedIn takes the
        # member id in its place.
        self._database.write(
            "UPDATE contacts SET vanity = NULL, profile_url = ? WHERE id = ?",
            (_address_by_id(row), row["id"]),
        )

    def _record(self, row: Row | None, seen: dict[str, Value], now: int) -> Row:
        if row is None:
            return self._written(_INSERT, {**seen, "now": now})
        known = {key: row[key] for key in seen}
        changed = known | {key: value for key, value in seen.items() if value}
        if seen["vanity"] is None and row["vanity"] is not None:
            changed["profile_url"] = row["profile_url"]
        if changed == known and now // DAY_MS <= row["last_seen"] // DAY_MS:
            return row
        return self._written(_UPDATE, {**changed, "now": now, "id": row["id"]})

    def _written(self, sql: str, values: dict[str, Value]) -> Row:
        key = search_key(str(values["name"]))
        return self._database.fetch_all(sql, {**values, "search_key": key})[0]

    def _set(self, contact_id: int, column: str, value: Value) -> Contact:
        self._database.write(
            f"UPDATE contacts SET {column} = ? WHERE id = ? AND {column} IS NOT ?",  # noqa: S608 - a column of ours
            (value, contact_id, value),
        )
        return self.get(contact_id)


def _address_by_id(row: Row) -> str:
    address: str = row["profile_url"]
    base, _, last = address.rstrip("/").rpartition("/")
    if unquote(last).casefold() != row["vanity"]:
        return address
    return f"{base}/{row['member_id']}/"


def _contact(row: Row) -> Contact:
    return Contact(
        id=row["id"],
        member_id=row["member_id"],
        vanity=row["vanity"],
        profile_url=row["profile_url"],
        name=row["name"],
        first_name=row["chosen_first_name"] or row["first_name"],
        language=row["language"],
        own_text=row["own_text"],
        blocked=bool(row["blocked"]),
    )
