"""People: found by member id or vanity, never by name."""

from calendar import isleap
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from urllib.parse import unquote

from linkedin_engine.contract.enums import Occasion
from linkedin_engine.domain.ledger import Contact
from linkedin_engine.errors import BadInputError, ConflictError, NotFoundError

from . import forgetting
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


_ONLY_BLOCKED: Final[dict[bool | None, list[str]]] = {
    None: [],
    True: ["blocked = 1"],
    False: ["blocked = 0"],
}
_ONLY_BIRTHDAY: Final[dict[bool | None, list[str]]] = {
    None: [],
    True: ["birthday IS NOT NULL"],
    False: ["birthday IS NULL"],
}


class ContactRepository:
    """The contacts in one database."""

    def __init__(self, database: Database) -> None:
        """Read and write in this database."""
        self._database = database

    def get(self, contact_id: int) -> Contact:
        """Return a contact; raises ``NotFoundError``."""
        return contact_from(self._row(contact_id))

    def by_member_id(self, member_id: str) -> Contact | None:
        """Return the contact with this id, compared exactly."""
        row = self._by_member_id(member_id)
        return None if row is None else contact_from(row)

    def by_vanity(self, vanity: str) -> Contact | None:
        """Return the contact with this lower-case, decoded vanity."""
        row = self._by_vanity(vanity)
        return None if row is None else contact_from(row)

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
            return self._still_blocked(self._record(row, seen, to_ms(now)))

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
            return self._still_blocked(self._row(row["id"]))

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

    def forget(self, contact_id: int) -> None:
        """Erase a person and all their wishes, also from the overwritten pages.

        What stays says nothing about them, see ``forgetting``; copies made before
        hold them until they are rotated away. A person who is still a connection is
        recorded again when they are seen on another occasion. Raises
        ``NotFoundError``, and ``ConflictError`` while a message is on its way.
        """
        with self._database.transaction():
            forgetting.forget(self._database, self._row(contact_id))

    def is_forgotten(
        self,
        *,
        member_id: str | None,
        vanity: str | None,
        occasion: Occasion,
        day: date,
    ) -> bool:
        """Whether this occasion was dealt with before the person was forgotten."""
        return forgetting.had_a_wish(
            self._database,
            member_id=member_id,
            vanity=vanity,
            occasion=occasion,
            day=day,
        )

    def page(
        self,
        *,
        after: int | None = None,
        search: str = "",
        blocked: bool | None = None,
        with_birthday: bool | None = None,
        birthday_on: date | None = None,
        limit: int = 100,
    ) -> list[Contact]:
        """Return people sorted by name, from after the contact with this id.

        ``search`` is part of a name, without case and accents. Raises
        ``NotFoundError`` when the contact to go on from is there no more.
        """
        start: tuple[Value, Value] = ("", 0)
        if after is not None:
            row = self._row(after)
            start = (row["search_key"], row["id"])
        terms = ["(search_key, id) > (?, ?)"]
        values: list[Value] = [*start]
        if wanted := search_key(search):
            terms.append("instr(search_key, ?) > 0")
            values.append(wanted)
        terms += _ONLY_BLOCKED[blocked] + _ONLY_BIRTHDAY[with_birthday]
        if birthday_on is not None:
            days = _celebrated_on(birthday_on)
            terms.append(_born_on(days))
            values.extend(days)
        rows = self._database.fetch_all(
            f"{_SELECT} WHERE {' AND '.join(terms)} ORDER BY search_key, id LIMIT ?",
            (*values, limit),
        )
        return [contact_from(row) for row in rows]

    def birthdays_on(self, day: date) -> int:
        """Count the people whose birthday is celebrated on this day."""
        days = _celebrated_on(day)
        row = self._database.fetch_one(
            f"SELECT count(*) AS number FROM contacts WHERE {_born_on(days)}",  # noqa: S608 - words of ours only
            days,
        )
        return 0 if row is None else int(row["number"])

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

    def _still_blocked(self, row: Row) -> Contact:
        """Return the contact, blocked where it was so when it was forgotten."""
        was = forgetting.take_block(self._database, row["member_id"], row["vanity"])
        return self.set_blocked(row["id"], blocked=True) if was else contact_from(row)

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


def _celebrated_on(day: date) -> list[str]:
    """Return the birthdays, "MM-DD", that are celebrated on this day.

    29 February is celebrated on the 28th in other years.
    """
    days = [f"{day:%m-%d}"]
    if days == ["02-28"] and not isleap(day.year):
        days.append("02-29")
    return days


def _born_on(days: Sequence[str]) -> str:
    return f"birthday IN ({', '.join('?' * len(days))})"


def contact_from(row: Row, *, key: str = "id") -> Contact:
    """Return the contact that a row holds; ``key`` names the column of its id."""
    return Contact(
        id=row[key],
        member_id=row["member_id"],
        vanity=row["vanity"],
        profile_url=row["profile_url"],
        name=row["name"],
        first_name=row["chosen_first_name"] or row["first_name"],
        language=row["language"],
        own_text=row["own_text"],
        blocked=bool(row["blocked"]),
        birthday=row["birthday"],
    )
