"""Processes are known by their start, found by their marks, and ended for good."""

import os
from pathlib import Path
import signal
import subprocess
import sys

import pytest

from engine.system.programs import (
    DEAD_OWNER,
    SLEEP,
    STUBBORN,
    Started,
    first_line,
    pids,
    wait_for,
)
from linkedin_engine.system import processes
from linkedin_engine.system.processes import (
    Identity,
    adopt_and_reap,
    awaited,
    is_alive,
    is_zombie,
    kill_tree,
    leftovers,
    marked,
    new_owner_mark,
    own_tree,
    read_process,
    reap_leftovers,
    set_child_subreaper,
    zombies,
)


def test_a_process_is_known_by_its_start_and_not_by_its_number(start: Started) -> None:
    pid = start(SLEEP).pid
    process = read_process(pid)
    assert process is not None
    assert is_alive(process.identity)
    assert not is_alive(Identity(pid, process.identity.started - 1))
    assert Identity.parse(f"{process.identity}-7") == process.identity


@pytest.mark.parametrize("text", ["", "12", "12-", "-3", "a-b", "1.5-2"])
def test_what_is_no_identity_is_read_as_none(text: str) -> None:
    assert Identity.parse(text) is None


def test_a_name_with_brackets_and_spaces_is_read_right(
    start: Started, tmp_path: Path
) -> None:
    program = tmp_path / "a) R 1 (b"
    program.symlink_to("/bin/sleep")
    pid = start(f"exec '{program}' 300").pid
    wait_for(pid, "S")
    process = read_process(pid)
    assert process is not None
    assert process.parent == os.getpid()
    assert process.session == pid


def test_a_tree_holds_children_and_grandchildren_parents_first(start: Started) -> None:
    program = start("sh -c 'echo $$; sleep 300; true'; true")
    child = int(first_line(program))
    tree = [process.pid for process in own_tree(program.pid)]
    assert tree[0] == program.pid
    assert child in tree[1:]
    assert os.getpid() not in tree
    assert own_tree(2**22) == []


def test_a_process_whose_parent_died_stays_in_the_tree_of_its_session(
    start: Started,
) -> None:
    program = start("sh -c 'sleep 300 & echo $!'; exec sleep 300")
    orphan = int(first_line(program))
    assert orphan in pids(own_tree(program.pid))
    kill_tree(own_tree(program.pid))
    assert read_process(orphan) is None or is_zombie(orphan)


def test_killing_ends_a_stopped_process_and_one_that_ignores_the_question(
    start: Started,
) -> None:
    stopped, stubborn = start(SLEEP), start(STUBBORN)
    os.kill(stopped.pid, signal.SIGSTOP)
    assert first_line(stubborn) == "ready"
    found = [*own_tree(stopped.pid), *own_tree(stubborn.pid)]
    assert kill_tree(found, grace=0.2) == []
    assert stopped.wait() == -signal.SIGKILL
    assert stubborn.wait() == -signal.SIGKILL


def test_a_process_that_listens_may_end_by_itself(start: Started) -> None:
    program = start(SLEEP)
    assert kill_tree(own_tree(program.pid), grace=5.0) == []
    assert program.wait() == -signal.SIGTERM


def test_a_number_taken_over_by_another_process_is_not_killed(start: Started) -> None:
    program = start(SLEEP)
    old = own_tree(program.pid)[0]
    gone = processes.ProcessInfo(
        identity=Identity(old.pid, old.identity.started - 1),
        name=old.name,
        state=old.state,
        parent=old.parent,
        session=old.session,
    )
    assert kill_tree([gone]) == []
    assert program.poll() is None


def test_killing_works_where_the_kernel_gives_no_process_descriptors(
    start: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(pid: int) -> int:
        raise OSError(38, "Function not implemented", str(pid))

    monkeypatch.setattr(os, "pidfd_open", refuse)
    program = start(SLEEP)
    assert kill_tree(own_tree(program.pid)) == []
    assert program.wait() == -signal.SIGKILL


def test_what_a_dead_owner_left_is_found_and_ended_with_its_children(
    start: Started,
) -> None:
    left = start("sleep 300 & echo $!; wait", mark=DEAD_OWNER)
    child = int(first_line(left))
    assert {left.pid, child} <= pids(leftovers())
    assert reap_leftovers() >= 2
    assert {left.pid, child}.isdisjoint(pids(leftovers()))


def test_the_processes_of_a_living_owner_are_left_alone(start: Started) -> None:
    mark = new_owner_mark(77)
    busy = start(SLEEP, mark=mark)
    wait_for(busy.pid, "S")
    assert pids(marked(mark)) == {busy.pid}
    assert busy.pid not in pids(leftovers())
    adopt_and_reap()
    assert busy.poll() is None


@pytest.mark.parametrize("mark", ["nonsense", f"nonsense-{DEAD_OWNER}"])
def test_a_mark_that_is_none_makes_nobody_a_leftover(start: Started, mark: str) -> None:
    program = start(SLEEP, mark=mark)
    wait_for(program.pid, "S")
    assert program.pid not in pids(leftovers())


def test_the_browser_of_a_container_is_no_leftover_for_its_host(
    start: Started,
) -> None:
    mark, _, _ = DEAD_OWNER.rpartition("-")
    program = start(SLEEP, mark=f"{mark}-4026532999")
    wait_for(program.pid, "S")
    assert program.pid not in pids(leftovers())
    reap_leftovers()
    assert program.poll() is None


ORPHANER = """
import os, subprocess, sys
from linkedin_engine.system.processes import OWNER_MARK, new_owner_mark
marks = {**os.environ, OWNER_MARK: new_owner_mark(1)}
left = subprocess.Popen(
    ["sleep", sys.argv[1]],
    env=marks,
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
    start_new_session=True,
)
print(left.pid, flush=True)
"""


@pytest.mark.parametrize("seconds", ["300", "0.05"])
def test_orphans_come_to_this_process_are_ended_and_collected(seconds: str) -> None:
    set_child_subreaper()
    done = subprocess.run(
        [sys.executable, "-c", ORPHANER, seconds],
        capture_output=True,
        check=True,
        start_new_session=True,
    )
    orphan = int(done.stdout)
    if seconds != "300":
        wait_for(orphan, "Z")
        assert orphan in pids(zombies())
    assert adopt_and_reap() == 1
    assert read_process(orphan) is None
    assert orphan not in pids(zombies())


def test_a_child_that_its_own_starter_will_collect_is_left_to_it() -> None:
    program = subprocess.Popen(["/bin/true"])
    wait_for(program.pid, "Z")
    adopt_and_reap()
    assert program.wait() == 0


def test_a_run_that_has_ended_is_left_to_the_one_who_waits_for_it() -> None:
    run = subprocess.Popen(["/bin/false"], start_new_session=True)
    with awaited(run.pid):
        wait_for(run.pid, "Z")
        reap_leftovers()
        assert run.wait() == 1


FOLLOWER = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", '''
import time
from linkedin_engine.system.processes import set_parent_death_signal
set_parent_death_signal()
print("ready", flush=True)
time.sleep(300)
'''], start_new_session=True)
print(child.pid, flush=True)
time.sleep(300)
"""


def test_a_process_can_ask_to_die_with_the_one_that_started_it() -> None:
    set_child_subreaper()
    parent = subprocess.Popen(
        [sys.executable, "-c", FOLLOWER], stdout=subprocess.PIPE, start_new_session=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert parent.stdout.readline() == b"ready\n"
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_for(child, "Z")
    adopt_and_reap()
    assert read_process(child) is None
