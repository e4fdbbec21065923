"""What Home Assistant's recorder has kept, and a way to let it be older."""

from contextlib import closing
from pathlib import Path
import sqlite3

_TIMES = {
    "events": ("time_fired_ts",),
    "states": ("last_changed_ts", "last_reported_ts", "last_updated_ts"),
    "statistics": ("created_ts", "start_ts"),
    "statistics_short_term": ("created_ts", "start_ts"),
}
_DATES = {"recorder_runs": ("start", "end", "created"), "statistics_runs": ("start",)}


def grow_older(folder: Path, hours: int) -> None:
    """Move everything that a stopped Home Assistant has recorded into the past.

    It then makes the statistics that it has missed, as after a night without power.
    """
    file = folder / "home-assistant_v2.db"
    with closing(sqlite3.connect(file)) as database, database:
        for table, columns in _TIMES.items():
            for column in columns:
                database.execute(
                    f"UPDATE {table} SET {column} = {column} - ?",  # noqa: S608
                    [hours * 3600],
                )
        for table, columns in _DATES.items():
            for column in columns:
                database.execute(
                    f"UPDATE {table} SET {column} = "  # noqa: S608
                    f"strftime('%Y-%m-%d %H:%M:%f000', {column}, ?)",
                    [f"-{hours} hours"],
                )
