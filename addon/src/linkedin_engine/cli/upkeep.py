"""``linkedin-auto backup`` and ``linkedin-auto zombies``."""

from argparse import Namespace
import sys

from linkedin_engine.app.engine import Engine
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
