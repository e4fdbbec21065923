"""Every command in the documents is run, or is on a list that says why not."""

from collections.abc import Callable, Mapping
import importlib
from pathlib import Path
import re
import shlex
import subprocess
import sys
import tomllib
from types import ModuleType

import pytest
from repository.app_rules import load
from repository.commands import load_command
from repository.documents import ROOT, Block, blocks, documents
from repository.shell_sessions import LONGEST_SECONDS, play

from linkedin_engine.cli.parser import parse

_CLONE = "it needs the network"
_DOCKER = "it needs a Docker engine"
_SETUP = "it changes the machine; every other test stands on what it made"
_LONG = "it is what runs this test"
_HOUSE = "tests/house starts the same house"
_RUN = "it would prepare the machine again; its parser and the same run are tested"

# The whole command as it is written, and why a test cannot run it here.
NOT_RUN: Mapping[str, str] = {
    "git clone https://github.com/linkedin-auto/ha-linkedin-auto": _CLONE,
    "cd ha-linkedin-auto": _CLONE,
    "docker compose up --detach --build": _DOCKER,
    "docker compose exec engine cat /data/api_token": _DOCKER,
    "docker compose down --rmi all": _DOCKER,
    "docker compose exec engine as-engine linkedin-auto doctor "
    "--data-dir /data": _DOCKER,
    "docker run --rm --init --publish 3000:3000 "
    "mcr.microsoft.com/playwright:v1.65.0-noble npx -y playwright@1.65.0 run-server "
    "--host 0.0.0.0 --port 3000 --path /a-long-secret": _DOCKER,
    "docker run --rm --init --publish 3000:3000 "
    "mcr.microsoft.com/playwright:v1.65.0-noble npx -y playwright@1.65.0 run-server "
    "--host 0.0.0.0 --port 3000 --path /un-long-secret": _DOCKER,
    "sudo rm -r linkedin-auto": "it is for root, and for the folder made by Docker",
    "scripts/setup --dev": _SETUP,
    "scripts/run": _RUN,
    "scripts/run --bot unlimited --keep": _RUN,
    "scripts/develop": _HOUSE,
    "scripts/develop --ha 2026.11 --language fr": _HOUSE,
    "scripts/lint": "continuous integration runs it before the tests",
    "scripts/test": _LONG,
    "scripts/test tests/engine/domain": _LONG,
    "scripts/test tests/engine/linkedin/test_catch_up.py": _LONG,
    "scripts/test tests/engine/runs/test_troubles.py": _LONG,
    "scripts/test tests/integration/test_ha_entities.py": _LONG,
    "scripts/bench run --pace instant": "it measures for minutes",
    ".ci/run": _LONG,
}

SHELL = blocks("sh", "bash")
COMPOSE = load(ROOT / "compose.yaml")["services"]
_TRAILING_COMMENT = re.compile(r"(?:^|\s)#.*$", re.MULTILINE)


def commands(code: str) -> list[str]:
    """Return the commands of a block, each on one line and without comments."""
    joined = re.sub(r"\\\n\s*", "", code)
    lines = _TRAILING_COMMENT.sub("", joined).splitlines()
    return [" ".join(line.split()) for line in lines if line.strip()]


def is_listed(block: Block) -> bool:
    """Whether a block has only commands that cannot be run here."""
    return all(command in NOT_RUN for command in commands(block.code))


def sessions() -> dict[str, tuple[Block, ...]]:
    """Return what is run, by document; the same commands once."""
    found: dict[str, tuple[Block, ...]] = {}
    known = set()
    for document in documents():
        run = tuple(
            block
            for block in document.blocks
            if block.language == "python"
            or (block.language in {"sh", "bash"} and not is_listed(block))
        )
        key = tuple(tuple(commands(block.code)) for block in run)
        if run and key not in known:
            known.add(key)
            found[document.path] = run
    return found


@pytest.mark.timeout(LONGEST_SECONDS + 60)
@pytest.mark.parametrize("document", sessions())
def test_what_a_document_says_to_type_works(document: str, tmp_path: Path) -> None:
    run = sessions()[document]
    ended = play(run, tmp_path)
    assert ended.status == 0, f"{run[int(ended.at)].name}\n{ended.said[-3000:]}"


def test_every_block_of_shell_is_run_or_listed_and_not_half() -> None:
    run = {block.code for each in sessions().values() for block in each}
    left = [
        block.name
        for block in SHELL
        if not is_listed(block)
        and block.code not in run
        and not any(commands(block.code) == commands(code) for code in run)
    ]
    assert left == []
    mixed = [
        block.name
        for block in SHELL
        if not is_listed(block) and set(commands(block.code)) & NOT_RUN.keys()
    ]
    assert mixed == []


def test_a_block_that_nobody_thought_of_is_run(tmp_path: Path) -> None:
    fine = Block("docs/NEW.md", "sh", "", "linkedin-auto wishes list\n")
    new = Block("docs/NEW.md", "sh", "", "linkedin-auto wishes lists\n")
    assert not is_listed(new)
    ended = play((fine, new), tmp_path)
    assert (ended.at, ended.status) == ("1", 2)
    assert "invalid choice" in ended.said


def test_the_list_has_nothing_that_no_document_says() -> None:
    said = {command for block in SHELL for command in commands(block.code)}
    assert NOT_RUN.keys() - said == set()


@pytest.mark.parametrize("block", SHELL, ids=lambda block: block.name)
def test_every_block_is_shell(block: Block) -> None:
    checked = subprocess.run(
        ["/bin/bash", "-n"],
        input=block.code,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.stderr == ""


@pytest.mark.parametrize("command", NOT_RUN)
def test_a_command_that_cannot_be_run_here_is_known_to_its_program(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = shlex.split(command)
    program = words[0]
    if program in {"git", "cd", "sudo"}:
        assert COMPOSE["engine"]["volumes"] == ["./linkedin-auto:/data"]
    elif program == "docker":
        CHECKS[f"docker {words[1]}"](words[2:])
    else:
        check_script(words, monkeypatch)


INLINE = sorted(
    {
        code
        for document in documents()
        for code in document.inline
        if re.match(r"(linkedin-auto |docker compose |scripts/|\.ci/)", code)
    }
)


@pytest.mark.parametrize("code", INLINE)
def test_a_command_in_a_sentence_is_known_to_its_program(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = shlex.split(code)
    if words[0] == "linkedin-auto":
        check_engine(words[1:])
    elif words[0] == "docker":
        check_compose(words[2:])
    else:
        check_script(words, monkeypatch)


def check_engine(words: list[str]) -> None:
    """Parse a command of ``linkedin-auto``; what stands for an id becomes one.

    A single word may be the name of a command alone.
    """
    if len(words) > 1:
        parse(["1" if word == "ID" else word for word in words])
        return
    with pytest.raises(SystemExit) as ended:
        parse([*words, "--help"])
    assert ended.value.code == 0


def check_script(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """See that a script exists, may be run, and knows its arguments."""
    path = ROOT / words[0]
    assert path.stat().st_mode & 0o111 or path.is_dir() or path.suffix == ".sh", words
    parser = PARSERS.get(words[0])
    if parser is not None:
        monkeypatch.syspath_prepend(ROOT / "scripts")
        monkeypatch.setattr(sys, "argv", words)
        parser()._words()
        return
    for word in words[1:]:
        if word.startswith("tests/"):
            assert (ROOT / word).exists(), word
        elif word.startswith("--"):
            assert word in path.read_text(encoding="utf-8"), word


PARSERS: Mapping[str, Callable[[], ModuleType]] = {
    "scripts/run": lambda: load_command("demonstrate"),
    "scripts/develop": lambda: importlib.import_module("house.develop"),
    "scripts/bench": lambda: importlib.import_module("benchmarks.__main__"),
}


def check_compose(words: list[str]) -> None:
    """See that a command to Compose is about what the file has."""
    verb, *rest = words
    if verb == "exec":
        service, *inside = rest
        assert service in COMPOSE
        if inside[:2] == ["as-engine", "linkedin-auto"]:
            assert (ROOT / "addon/rootfs/usr/local/bin/as-engine").is_file()
            check_engine(inside[2:])
        else:
            assert inside[0] == "cat"
            assert inside[1].startswith("/data/")
    else:
        known = {"up": ["--detach", "--build"], "down": ["--rmi", "all"]}
        assert rest == known[verb]


def check_playwright(words: list[str]) -> None:
    """See that the server has the version that the engine speaks to."""
    lock = tomllib.loads((ROOT / "addon/uv.lock").read_text(encoding="utf-8"))
    (ours,) = (
        each["version"] for each in lock["package"] if each["name"] == "playwright"
    )
    told = set(re.findall(r"\d+\.\d+\.\d+", " ".join(words))) - {"0.0.0"}
    assert {each.rpartition(".")[0] for each in told} == {ours.rpartition(".")[0]}


CHECKS: Mapping[str, Callable[[list[str]], None]] = {
    "docker compose": check_compose,
    "docker run": check_playwright,
}
