"""Processes by identity: trees, marks in their environment, ends, orphans."""

from collections.abc import Iterable, Iterator
import contextlib
import ctypes
from dataclasses import dataclass
import errno
import functools
import os
from pathlib import Path
import signal
import time
from typing import NamedTuple, Self, override

# Says in a process's environment which run it belongs to.
RUN_MARK = "LINKEDIN_AUTO_RUN"
# Says which process has started a run's.
STARTER_MARK = "LINKEDIN_AUTO_STARTER"
# Says which process answers for it: a leftover is one whose owner is gone.
OWNER_MARK = "LINKEDIN_AUTO_OWNER"

PROC = Path("/proc")

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_POLL_SECONDS = 0.02
# Longer than a running event loop needs to collect a child of its own.
_OTHERS_REAP_SECONDS = 0.2

# Children whose end somebody in this process waits for, however long that takes.
_awaited = set[int]()


class Identity(NamedTuple):
    """A process for good: its id, and its start in clock ticks since boot."""

    pid: int
    started: int

    @override
    def __str__(self) -> str:
        return f"{self.pid}-{self.started}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read what ``str`` wrote at the beginning of ``text``; None if it is not."""
        pid, _, started = text.partition("-")
        started = started.partition("-")[0]
        if not (pid.isdecimal() and started.isdecimal()):
            return None
        return cls(int(pid), int(started))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessInfo:
    """What the kernel says about a process at one moment."""

    identity: Identity
    name: str
    state: str
    parent: int
    session: int

    @property
    def pid(self) -> int:
        """The process id."""
        return self.identity.pid

    @property
    def is_zombie(self) -> bool:
        """Whether it has ended and waits for its parent to take notice."""
        return self.state in "ZX"


def read_process(pid: int) -> ProcessInfo | None:
    """Return the process, or None when there is no such process."""
    try:
        text = (PROC / str(pid) / "stat").read_text("utf-8", "replace")
    except OSError:
        return None
    name, _, rest = text.partition("(")[2].rpartition(")")
    fields = rest.split()
    return ProcessInfo(
        identity=Identity(pid, int(fields[19])),
        name=name,
        state=fields[0],
        parent=int(fields[1]),
        session=int(fields[3]),
    )


def all_processes() -> dict[int, ProcessInfo]:
    """Return every process that can be seen, by id."""
    entries = (entry.name for entry in PROC.iterdir())
    found = (read_process(int(name)) for name in entries if name.isdecimal())
    return {process.pid: process for process in found if process is not None}


def current() -> Identity:
    """Return the identity of this process."""
    process = read_process(os.getpid())
    assert process is not None  # noqa: S101 - this process is there
    return process.identity


def is_alive(identity: Identity) -> bool:
    """Whether that very process still runs; a zombie does not."""
    process = read_process(identity.pid)
    return (
        process is not None and process.identity == identity and not process.is_zombie
    )


def is_zombie(pid: int) -> bool:
    """Whether the process has ended without its parent taking notice."""
    process = read_process(pid)
    return process is not None and process.is_zombie


def own_tree(pid: int) -> list[ProcessInfo]:
    """Return the process and everything below it, parents before children."""
    table = all_processes()
    return list(with_families(table, [pid] if pid in table else []))


def with_families(
    table: dict[int, ProcessInfo], roots: Iterable[int]
) -> Iterator[ProcessInfo]:
    """Yield the roots, what is below them, and their sessions' other processes.

    A process whose parent has died keeps its session, so a session that begins in
    the tree belongs to it wherever its processes hang now.
    """
    children: dict[int, list[int]] = {}
    for process in table.values():
        children.setdefault(process.parent, []).append(process.pid)
        if process.session != process.pid:
            children.setdefault(process.session, []).append(process.pid)
    waiting, seen = list(roots), set[int]()
    while waiting:
        pid = waiting.pop(0)
        if pid in seen or pid not in table:
            continue
        seen.add(pid)
        yield table[pid]
        waiting += children.get(pid, ())


def new_owner_mark(number: int) -> str:
    """Return this process's mark; ``number`` tells its browsers from each other."""
    return f"{current()}-{number}-{_namespace()}"


def owner_of(pid: int) -> Identity | None:
    """Return who answers for a process; None where nobody does, or who is not here.

    Ids mean something in their own process namespace only: seen from the host, the
    living owner of a container's browser looks like one that is gone.
    """
    mark = environment_of(pid).get(OWNER_MARK, "")
    is_here = mark.rpartition("-")[2] == _namespace()
    return Identity.parse(mark) if is_here else None


@functools.cache
def _namespace() -> str:
    try:
        return str((PROC / "self/ns/pid").stat().st_ino)
    except OSError:
        return "0"


def environment_of(pid: int) -> dict[str, str]:
    """Return the environment a process began with; empty when it is not readable."""
    try:
        raw = (PROC / str(pid) / "environ").read_bytes()
    except OSError:
        return {}
    pairs = (entry.partition("=") for entry in raw.decode(errors="replace").split("\0"))
    return {name: value for name, found, value in pairs if found}


def marked(owner_mark: str | None = None) -> list[ProcessInfo]:
    """Return living processes that carry an owner's mark, with their families.

    With ``owner_mark`` only those that carry exactly that one. Chromium overwrites
    the environment of its renderers, so a mark counts for the whole family.
    """
    table = all_processes()
    roots = []
    for pid in table:
        mark = environment_of(pid).get(OWNER_MARK)
        if mark is not None and owner_mark in {None, mark}:
            roots.append(pid)
    return _living(with_families(table, roots))


def leftovers() -> list[ProcessInfo]:
    """Return living processes of runs whose owner is gone, of this user."""
    table = all_processes()
    roots = []
    for pid in table:
        owner = owner_of(pid)
        if owner is not None and not is_alive(owner):
            roots.append(pid)
    return _living(with_families(table, roots))


def _living(processes: Iterable[ProcessInfo]) -> list[ProcessInfo]:
    me = os.getpid()
    return [each for each in processes if not each.is_zombie and each.pid != me]


def zombies() -> list[ProcessInfo]:
    """Return ended processes that this process or one of its runs has not reaped."""
    table = all_processes()
    ours = {os.getpid(), *(process.pid for process in marked())}
    return [each for each in table.values() if each.is_zombie and each.parent in ours]


def kill_tree(processes: Iterable[ProcessInfo], grace: float = 0.0) -> list[Identity]:
    """End the processes and return those that still live.

    They have ``grace`` seconds after SIGTERM, then get SIGKILL. Signals go to
    identities, never to names or to an id that another process has taken over.
    """
    identities = [process.identity for process in processes]
    if grace > 0:
        _signal(identities, signal.SIGTERM)
        identities = wait_ended(identities, grace)
    _signal(identities, signal.SIGKILL)
    return wait_ended(identities, 2.0)


def wait_ended(identities: Iterable[Identity], seconds: float) -> list[Identity]:
    """Wait until the processes have ended; return those that have not."""
    deadline = time.monotonic() + seconds
    living = list(identities)
    while living := [identity for identity in living if is_alive(identity)]:
        if time.monotonic() >= deadline:
            break
        time.sleep(_POLL_SECONDS)
    return living


def _signal(identities: Iterable[Identity], number: signal.Signals) -> None:
    for identity in identities:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            _signal_one(identity, number)


def _signal_one(identity: Identity, number: signal.Signals) -> None:
    try:
        descriptor = os.pidfd_open(identity.pid)
    except OSError as error:
        if error.errno not in {errno.ENOSYS, errno.EPERM}:
            raise
        if is_alive(identity):
            os.kill(identity.pid, number)
        return
    try:
        # From here on the descriptor cannot come to mean another process.
        if is_alive(identity):
            signal.pidfd_send_signal(descriptor, number)
    finally:
        os.close(descriptor)


def reap_leftovers() -> int:
    """Kill what runs left behind and collect what has ended; return how many."""
    return _end_and_reap(leftovers())


def adopt_and_reap() -> int:
    """Do as ``reap_leftovers``, only for orphans that came to this process."""
    below = {process.identity for process in own_tree(os.getpid())}
    return _end_and_reap([each for each in leftovers() if each.identity in below])


def _end_and_reap(found: list[ProcessInfo]) -> int:
    kill_tree(found)
    ended = {each.identity for each in found if not is_alive(each.identity)}
    return len(ended | reap_ended(found) | reap_adopted())


def reap_ended(found: Iterable[ProcessInfo], seconds: float = 2.0) -> set[Identity]:
    """Collect those of the processes that have ended and came to this one.

    A process's children come when its last thread is gone, which may be a moment
    after its own end. Children of this process's own session are not touched.
    """
    me, session = os.getpid(), os.getsid(0)
    waiting = {each.identity for each in found if each.session != session}
    expected = {me, *(identity.pid for identity in waiting)}
    collected = set[Identity]()
    deadline = time.monotonic() + seconds
    while waiting and time.monotonic() < deadline:
        for identity in list(waiting):
            process = read_process(identity.pid)
            is_ours = (
                process is not None
                and process.identity == identity
                and process.is_zombie
                and process.parent in expected
            )
            if process is None or not is_ours:
                waiting.discard(identity)
            elif process.parent == me and _collect(identity):
                collected.add(identity)
                waiting.discard(identity)
        if waiting:
            time.sleep(_POLL_SECONDS)
    return collected


def reap_adopted() -> set[Identity]:
    """Collect ended processes that were handed to this one by their parent's death.

    They are told from children of its own by their session, by nobody waiting for
    them, and by nobody having collected them for a moment.
    """
    waiting = _adopted_zombies()
    if not waiting:
        return set()
    time.sleep(_OTHERS_REAP_SECONDS)
    return {each for each in waiting & _adopted_zombies() if _collect(each)}


def _collect(identity: Identity) -> bool:
    """Take notice of a child's end; False while threads of it are still ending."""
    try:
        return os.waitpid(identity.pid, os.WNOHANG)[0] == identity.pid
    except ChildProcessError:
        return True


def _adopted_zombies() -> set[Identity]:
    me, session = os.getpid(), os.getsid(0)
    return {
        each.identity
        for each in all_processes().values()
        if each.is_zombie
        and each.parent == me
        and each.session != session
        and each.pid not in _awaited
    }


@contextlib.contextmanager
def awaited(pid: int) -> Iterator[None]:
    """Keep the end of a child from being collected by anybody but the block.

    Without it a reaper in another thread could take the exit status of a child
    whose starter comes late.
    """
    _awaited.add(pid)
    try:
        yield
    finally:
        _awaited.discard(pid)


def set_child_subreaper(*, is_one: bool = True) -> None:
    """Let orphans below this process come to it instead of to the first process."""
    _prctl(_PR_SET_CHILD_SUBREAPER, int(is_one))


def set_parent_death_signal(number: signal.Signals = signal.SIGKILL) -> None:
    """Let the kernel end this process when the one that started it dies."""
    _prctl(_PR_SET_PDEATHSIG, number)


def is_orphan() -> bool:
    """Whether who started this run's process is gone already.

    To be asked after ``set_parent_death_signal``, which knows of later ends only.
    """
    starter = os.environ.get(STARTER_MARK)
    return starter is not None and starter != str(os.getppid())


def _prctl(option: int, value: int) -> None:
    if _libc().prctl(option, value, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
