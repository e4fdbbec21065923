"""Who is who among the processes at one moment, from one look at all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
import os

from .processes import (
    ProcessInfo,
    all_processes,
    is_alive,
    owner_of,
    with_families,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The engine: this process with what it started, its browsers apart.

    ``browsers`` live and belong to a run of this process or to nobody any more;
    ``orphans`` are the latter. ``zombies`` have ended and nobody has taken notice.
    """

    engine: tuple[ProcessInfo, ...]
    browsers: tuple[ProcessInfo, ...]
    orphans: tuple[ProcessInfo, ...]
    zombies: tuple[ProcessInfo, ...]


def survey() -> Survey:
    """Look at every process once; a few milliseconds for a hundred of them."""
    table = all_processes()
    mine = {process.pid: process for process in with_families(table, [os.getpid()])}
    kept, left = _marked_roots(table, mine)
    orphans = {process.pid: process for process in with_families(table, left)}
    browsers = orphans | {each.pid: each for each in with_families(table, kept)}
    ours = mine | browsers
    zombies = (each for each in table.values() if each.is_zombie)
    return Survey(
        engine=tuple(
            each
            for each in mine.values()
            if not each.is_zombie and each.pid not in browsers
        ),
        browsers=_living(browsers),
        orphans=_living(orphans),
        zombies=tuple(each for each in zombies if each.parent in ours),
    )


def _marked_roots(
    table: Mapping[int, ProcessInfo], mine: Mapping[int, ProcessInfo]
) -> tuple[list[int], list[int]]:
    """Return who carries the mark of one of ours, and who that of one that is gone."""
    kept, left = list[int](), list[int]()
    for pid in table:
        owner = owner_of(pid)
        if owner is None:
            continue
        if not is_alive(owner):
            left.append(pid)
        elif owner.pid in mine:
            kept.append(pid)
    return kept, left


def _living(processes: Mapping[int, ProcessInfo]) -> tuple[ProcessInfo, ...]:
    return tuple(each for each in processes.values() if not each.is_zombie)
