from datetime import date, datetime, timedelta
import os
from pathlib import Path

from linkedin_engine.contract.enums import WishState
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.retention import COPIES_KEPT_FOR, Pruned, prune
from linkedin_engine.storage.sizes import Sizes, sizes

from .conftest import Lead

OLD_COPIES = ("linkedin.db.before-0002", "linkedin.db.before-restore")


def test_old_copies_and_marks_go_and_nothing_else(
    database: Database, contacts: ContactRepository, lead: Lead, now: datetime
) -> None:
    kept = lead(WishState.SENT, day=date(2020, 3, 10)).contact_id
    contacts.join(kept, member_id="ACoAAZoe", vanity="kept")
    contacts.forget(lead(WishState.SENT, contact_id=kept).contact_id)
    folder = database.path.parent
    for name in (*OLD_COPIES, "linkedin.db.before-0003", "linkedin.db.before", "a.db"):
        (folder / name).touch()
        moment = now.timestamp() - COPIES_KEPT_FOR.total_seconds()
        older = name in OLD_COPIES
        os.utime(folder / name, (moment - older, moment - older))

    assert prune(database, now) == Pruned(forgotten=1, copies=2)
    assert prune(database, now) == Pruned(forgotten=0, copies=0)
    assert {file.name for file in folder.iterdir()} == {
        "a.db",
        "linkedin.db",
        "linkedin.db-shm",
        "linkedin.db-wal",
        "linkedin.db.before",
        "linkedin.db.before-0003",
    }


def test_pruning_what_is_young_writes_nothing(
    database: Database, now: datetime
) -> None:
    database.checkpoint()
    prune(database, now + timedelta(days=1))

    assert sizes(database.path).log == 0


def test_the_sizes_are_read_without_opening_anything(
    path: Path, tmp_path: Path
) -> None:
    assert sizes(tmp_path / "nothing.db") == Sizes(database=0, log=0)
    with Database.open(path) as database:
        database.write("INSERT INTO settings VALUES ('a', '1')")
        log = path.with_name("linkedin.db-wal").stat().st_size

        assert sizes(path) == Sizes(database=path.stat().st_size, log=log)
        assert sizes(path).total == database.size() > log > 0
