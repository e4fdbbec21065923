"""``linkedin-auto session``: import, status, clear."""

from argparse import Namespace
from pathlib import Path
import sys

from linkedin_engine.app.engine import Engine
from linkedin_engine.errors import BadInputError

from .show import print_json

# Larger than any export of cookies; a wrong file should not fill the memory.
LARGEST_IMPORT_BYTES = 4 * 1024 * 1024


def command(engine: Engine, words: Namespace) -> int:
    """Run one of the session's verbs."""
    if words.verb == "import":
        engine.import_session(_read(words.file))
    elif words.verb == "clear":
        engine.vault.clear()
    status = engine.vault.status(engine.clock.now())
    if words.json:
        print_json(status.to_dict())
    elif not status.present:
        sys.stdout.write("No session is stored. Import one: session import FILE\n")
    else:
        lasts = (
            f"{status.expires_at:%Y-%m-%d}" if status.expires_at else "an unknown day"
        )
        state = "expired on" if status.expired else "lasts until"
        sys.stdout.write(
            f"A session is stored (from {status.source}); it {state} {lasts}.\n"
        )
    return 0


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(LARGEST_IMPORT_BYTES)
    try:
        with Path(name).open("rb") as file:
            return file.read(LARGEST_IMPORT_BYTES)
    except OSError as error:
        raise BadInputError(
            "FILE", f"{name} cannot be read ({error.strerror})"
        ) from error
