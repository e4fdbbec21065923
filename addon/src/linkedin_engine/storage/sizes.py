"""How large the database is, without opening it."""

from dataclasses import dataclass
from pathlib import Path

from .inspection import file_size, side_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Bytes of the database and of its write-ahead log; 0 where there is no file."""

    database: int
    log: int

    @property
    def total(self) -> int:
        """Return the bytes of both."""
        return self.database + self.log


def sizes(path: Path) -> Sizes:
    """Look at the files of the database at this path."""
    return Sizes(database=file_size(path), log=file_size(side_file(path, "-wal")))
