"""The one stored session: bytes that only the session room understands."""

from datetime import datetime

from .database import Database
from .values import from_ms, to_ms


class SessionRepository:
    """The session in one database; a replaced one does not stay in the file."""

    def __init__(self, database: Database) -> None:
        """Read and write in this database."""
        self._database = database

    def load(self) -> bytes | None:
        """Return what was saved last."""
        row = self._database.fetch_one("SELECT blob FROM session WHERE id = 1")
        return None if row is None else bytes(row["blob"])

    def saved_at(self) -> datetime | None:
        """Return when the session was saved."""
        row = self._database.fetch_one("SELECT saved_at FROM session WHERE id = 1")
        return None if row is None else from_ms(row["saved_at"])

    def save(self, blob: bytes, now: datetime) -> None:
        """Put this session in the place of the one before."""
        with self._database.transaction():
            self._database.write(
                "INSERT INTO session (id, blob, saved_at) VALUES (1, ?, ?) "
                "ON CONFLICT (id) DO UPDATE "
                "SET blob = excluded.blob, saved_at = excluded.saved_at",
                (blob, to_ms(now)),
            )
            self._database.purge_overwritten()

    def clear(self) -> None:
        """Forget the session."""
        with self._database.transaction():
            self._database.write("DELETE FROM session")
            self._database.purge_overwritten()
