"""What outlives a person who is forgotten, so that nobody is wished twice.

Kept are hashes of who it was, keyed with a salt of this database, with the occasion
and day of each wish: enough to know the person again when the same card is read, and
nothing that says who it was. They go once the occasion can come up no more. Only the
hashes of somebody who was blocked stay, for who was blocked is never written to.
"""

from datetime import date, timedelta
from hashlib import blake2b
from typing import Final

from linkedin_engine.contract.enums import Occasion, WishState
from linkedin_engine.errors import ConflictError

from .database import Database, Row, Value
from .merging import is_same_occasion

# Further back than half a year before the oldest card, and than a calendar year.
KEPT_FOR: Final = timedelta(days=400)

_COUNTED: Final = frozenset({WishState.SENT.value, WishState.UNVERIFIED.value})
# A vanity may have gone on to another member.
_ABOUT: Final = (
    "(member_key = :member OR (vanity_key = :vanity "
    "AND (member_key IS NULL OR :member IS NULL)))"
)
_INSERT: Final = """
    INSERT INTO forgotten (member_key, vanity_key, occasion, day, intent_at)
    VALUES (:member, :vanity, :occasion, :day, :intent_at)
"""


def forget(database: Database, contact: Row) -> None:
    """Erase a person and all their wishes; wants an open transaction.

    Raises ``ConflictError`` while a message to them is on its way.
    """
    wishes = database.fetch_all(
        "SELECT occasion, day, state, intent_at FROM wishes WHERE contact_id = ?",
        (contact["id"],),
    )
    if any(wish["state"] == WishState.SENDING for wish in wishes):
        raise ConflictError(
            "A message to this person is on its way. Wait for the end of the run, or "
            "start one that settles it, then try again."
        )
    keys = _keys(database, contact["member_id"], contact["vanity"])
    for wish in wishes:
        counts = wish["state"] in _COUNTED
        values = {
            "occasion": wish["occasion"],
            "day": wish["day"],
            "intent_at": wish["intent_at"] if counts else None,
        }
        database.write(_INSERT, keys | values)
    if contact["blocked"]:
        nothing = dict.fromkeys(("occasion", "day", "intent_at"))
        database.write(_INSERT, keys | nothing)
    database.write("DELETE FROM wishes WHERE contact_id = ?", (contact["id"],))
    database.write("DELETE FROM contacts WHERE id = ?", (contact["id"],))
    database.purge_overwritten()


def had_a_wish(
    database: Database,
    *,
    member_id: str | None,
    vanity: str | None,
    occasion: Occasion,
    day: date,
) -> bool:
    """Whether the person was forgotten after the ledger dealt with this occasion."""
    if not _has_any(database):
        return False
    rows = database.fetch_all(
        f"SELECT day FROM forgotten WHERE {_ABOUT} AND occasion = :occasion",  # noqa: S608 - words of ours only
        _keys(database, member_id, vanity) | {"occasion": occasion.value},
    )
    return any(is_same_occasion(date.fromisoformat(row["day"]), day) for row in rows)


def take_block(database: Database, member_id: str | None, vanity: str | None) -> bool:
    """Whether the person was blocked when forgotten; from now on the contact is."""
    if not _has_any(database):
        return False
    taken = database.write(
        f"DELETE FROM forgotten WHERE {_ABOUT} AND occasion IS NULL",  # noqa: S608 - words of ours only
        _keys(database, member_id, vanity),
    )
    return taken > 0


def drop_old(database: Database, today: date) -> int:
    """Drop what can match no card any more; return how many rows there were."""
    return database.write(
        "DELETE FROM forgotten WHERE day < ?", ((today - KEPT_FOR).isoformat(),)
    )


def _has_any(database: Database) -> bool:
    # Nearly nobody is ever forgotten: then a run costs one look at an empty table.
    return database.fetch_one("SELECT 1 FROM salt WHERE id = 1") is not None


def _keys(
    database: Database, member_id: str | None, vanity: str | None
) -> dict[str, Value]:
    salt = _salt(database)
    return {
        "member": _hashed(salt, b"member", member_id),
        "vanity": _hashed(salt, b"vanity", vanity),
    }


def _salt(database: Database) -> bytes:
    row = database.fetch_one("SELECT value FROM salt WHERE id = 1")
    if row is None:
        database.write("INSERT OR IGNORE INTO salt VALUES (1, randomblob(32))")
        return _salt(database)
    return bytes(row["value"])


def _hashed(salt: bytes, kind: bytes, value: str | None) -> bytes | None:
    if value is None:
        return None
    return blake2b(value.encode(), key=salt, person=kind, digest_size=16).digest()
