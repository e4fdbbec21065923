"""Shows processes that have ended and were not collected, and lets the engine end its.

Nothing is ended from here: which processes are the engine's only the engine knows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .engine import add_arguments, engine_of
from .words import Words


@dataclass(frozen=True)
class Process:
    """A process, as the kernel tells of it."""

    pid: int
    parent: int
    name: str
    is_zombie: bool


def main(words_given: list[str], words: Words) -> int:
    """Show, and with --reap ask the engine to end what it left behind."""
    parser = words.parser("cleanup_zombies")
    add_arguments(parser)
    parser.add_argument("--reap", action="store_true", help=words("zombies.reap"))
    arguments = parser.parse_args(words_given)
    known = {each.pid: each for each in processes()}
    zombies = [each for each in known.values() if each.is_zombie]
    print(words("zombies.found", count=len(zombies)))
    for zombie in zombies:
        parent = known.get(zombie.parent)
        told = {"pid": zombie.pid, "name": zombie.name, "parent": zombie.parent}
        print("  " + words("zombies.one", **told, owner=parent.name if parent else "-"))
    engine = engine_of(arguments)
    if arguments.reap:
        ended = engine.ask("system/reap", method="POST")["reaped"]
        print(words("zombies.ended", count=ended))
    else:
        system = engine.ask("system")
        told = {
            "zombies": system["zombie_processes"],
            "browsers": system["browser_processes"],
        }
        print(words("zombies.engine", **told))
        if any(told.values()):
            print(words("zombies.hint"))
    return 0


def processes(proc: Path = Path("/proc")) -> Iterator[Process]:
    """Yield the processes of this machine."""
    for folder in proc.iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            told = (folder / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:  # has ended meanwhile
            continue
        # A name may have spaces and brackets in it.
        head, _, tail = told.rpartition(")")
        state, parent = tail.split()[:2]
        name = head.partition("(")[2]
        yield Process(int(folder.name), int(parent), name, state == "Z")
