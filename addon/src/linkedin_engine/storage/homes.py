"""The home that a database belongs to."""

from linkedin_engine.errors import StorageError

from .database import Database


def instance_id(database: Database) -> str:
    """Return what tells this home from another one; made with the database."""
    row = database.fetch_one("SELECT instance_id FROM home")
    if row is None:
        raise StorageError(
            f"{database.path} does not say whose it is; put a backup in its place."
        )
    return str(row["instance_id"])


def note_version(database: Database, version: str) -> bool:
    """Keep the engine's version; whether another one served here before."""
    row = database.fetch_one("SELECT engine_version FROM home")
    before = None if row is None else row["engine_version"]
    if before != version:
        database.write("UPDATE home SET engine_version = ?", (version,))
    return before not in {None, version}
