"""What the person changed later than the options: these values win."""

from collections.abc import Mapping
import json
from typing import Any

from .database import Database


class SettingsRepository:
    """Keys with JSON values in one database."""

    def __init__(self, database: Database) -> None:
        """Read and write in this database."""
        self._database = database

    def get_all(self) -> dict[str, Any]:
        """Return every key that was set, with its value."""
        rows = self._database.fetch_all("SELECT key, value FROM settings ORDER BY key")
        return {row["key"]: json.loads(row["value"]) for row in rows}

    def put(self, values: Mapping[str, Any]) -> None:
        """Set all of these or none; a value that stays the same is not written."""
        texts = {
            key: json.dumps(value, ensure_ascii=False, allow_nan=False)
            for key, value in values.items()
        }
        with self._database.transaction():
            for key, text in texts.items():
                self._database.write(
                    "INSERT INTO settings (key, value) VALUES (?, ?) "
                    "ON CONFLICT (key) DO UPDATE SET value = excluded.value "
                    "WHERE value <> excluded.value",
                    (key, text),
                )

    def delete(self, *keys: str) -> None:
        """Go back to the options for these keys; unknown ones are ignored."""
        with self._database.transaction():
            for key in keys:
                self._database.write("DELETE FROM settings WHERE key = ?", (key,))
