"""Templates that the person wrote."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from linkedin_engine.contract.enums import Occasion
from linkedin_engine.domain.templates import Template
from linkedin_engine.errors import NotFoundError

from .database import Database, Row
from .values import to_ms

_SELECT: Final = "SELECT * FROM messages"
_PUT: Final = """
    INSERT INTO messages (id, language, occasion, late, text, enabled, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET
        language = excluded.language, occasion = excluded.occasion,
        late = excluded.late, text = excluded.text, enabled = excluded.enabled
    WHERE (language, occasion, late, text, enabled) IS NOT (
        excluded.language, excluded.occasion, excluded.late, excluded.text,
        excluded.enabled
    )
"""


class MessageRepository:
    """The person's own templates in one database."""

    def __init__(self, database: Database) -> None:
        """Read and write in this database."""
        self._database = database

    def all(self) -> list[Template]:
        """Return every template, oldest first."""
        rows = self._database.fetch_all(f"{_SELECT} ORDER BY created_at, id")
        return [_template(row) for row in rows]

    def get(self, template_id: str) -> Template:
        """Return a template; raises ``NotFoundError``."""
        row = self._database.fetch_one(f"{_SELECT} WHERE id = ?", (template_id,))
        if row is None:
            raise NotFoundError(f"There is no message {template_id}.")
        return _template(row)

    def put(self, template: Template, now: datetime) -> None:
        """Add a template, or change the one with its id."""
        self._database.write(
            _PUT,
            (
                template.id,
                template.language,
                template.occasion.value,
                int(template.late),
                template.text,
                int(template.enabled),
                to_ms(now),
            ),
        )

    def replace_all(self, templates: Iterable[Template], now: datetime) -> None:
        """Keep exactly these templates."""
        kept = tuple(templates)
        with self._database.transaction():
            for known in self.all():
                if known.id not in {template.id for template in kept}:
                    self.delete(known.id)
            for template in kept:
                self.put(template, now)

    def delete(self, template_id: str) -> None:
        """Remove a template; raises ``NotFoundError``."""
        self.get(template_id)
        self._database.write("DELETE FROM messages WHERE id = ?", (template_id,))


def _template(row: Row) -> Template:
    return Template(
        id=row["id"],
        language=row["language"],
        occasion=Occasion(row["occasion"]),
        late=bool(row["late"]),
        text=row["text"],
        enabled=bool(row["enabled"]),
    )
