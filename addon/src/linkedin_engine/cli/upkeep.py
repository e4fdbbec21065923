"""``linkedin-auto backup``, ``restore`` and ``zombies``."""

from argparse import Namespace
import sys

from linkedin_engine.app.engine import DATABASE_NAME, Engine
from linkedin_engine.jobs.lock import run_lock, service_lock
from linkedin_engine.storage import restoring
from linkedin_engine.system.processes import leftovers, reap_leftovers

from .show import print_json


def backup(engine: Engine, words: Namespace) -> int:
    """Copy the ledger while it is in use."""
    engine.database.backup(words.dest)
    size = words.dest.stat().st_size
    if words.json:
        print_json({"path": str(words.dest), "bytes": size})
    else:
        sys.stdout.write(f"Copied {size} bytes to {words.dest}\n")
    return 0


def restore(words: Namespace) -> int:
    """Put a backup in the ledger's place; nothing else may use the folder."""
    with service_lock(words.data_dir), run_lock(words.data_dir):
        kept = restoring.restore(words.source, words.data_dir / DATABASE_NAME)
    if words.json:
        print_json({"restored": str(words.source), "kept": str(kept) if kept else None})
        return 0
    sys.stdout.write(f"Restored {words.source}.\n")
    if kept is not None:
        sys.stdout.write(f"What was there before is kept as {kept}.\n")
    sys.stdout.write("A backup has no session in it: log in to LinkedIn again.\n")
    return 0


def zombies(engine: Engine, words: Namespace) -> int:
    """Count the browser processes that runs left behind, and end them if asked."""
    del engine
    found = leftovers()
    reaped = reap_leftovers() if words.reap else 0
    if words.json:
        print_json({"found": len(found), "reaped": reaped})
    else:
        sys.stdout.write(f"{len(found)} left behind, {reaped} ended.\n")
    return 0
