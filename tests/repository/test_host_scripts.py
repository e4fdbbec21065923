"""The commands for the machine, against a real engine and against machines of files."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
import json
import os
from pathlib import Path
import re
import signal
import string
import subprocess

import pytest
from repository.app_rules import ROOT

from engine.service.home import Home, at_home
from engine.system.conftest import start  # noqa: F401 - a fixture
from engine.system.programs import DEAD_OWNER, SLEEP, Started
from linkedin_engine.contract.enums import BotName, ProblemCode
from twin.scenario import Scenario
from twin.server import running

COMMANDS = ("cleanup_zombies", "monitor", "tune_host", "validate")
WORDS = {
    language: json.loads(
        (ROOT / f"scripts/host/words/{language}.json").read_text(encoding="utf-8")
    )
    for language in ("en", "fr")
}
MEMINFO = "MemTotal: {} kB\nMemAvailable: {} kB\n"
MOUNT = "22 1 179:2 / / {} - ext4 /dev/root rw\n"
CARD = "sys/devices/platform/mmc/block/mmcblk0"
PARTITION = f"{CARD}/mmcblk0p2"
ERRORS = "sys/fs/ext4/mmcblk0p2/errors_count"

type Put = Callable[[str, str], None]


def put_below(root: Path) -> Put:
    def put(path: str, text: str) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")

    return put


@pytest.fixture
def pi(tmp_path: Path) -> Path:
    """A healthy Raspberry Pi with a card, as far as these commands look."""
    root = tmp_path / "pi"
    put = put_below(root)
    put("proc/meminfo", MEMINFO.format(4_000_000, 3_000_000))
    put("proc/swaps", "Filename Type\n/dev/zram0 partition\n")
    put("proc/sys/vm/swappiness", "60\n")
    put("proc/self/mountinfo", MOUNT.format("rw,noatime"))
    put(f"{PARTITION}/partition", "2\n")
    put(ERRORS, "0\n")
    put("sys/fs/ext4/mmcblk0p2/lifetime_write_kbytes", "2000000000\n")
    link = root / "sys/dev/block/179:2"
    link.parent.mkdir(parents=True)
    link.symlink_to(root / PARTITION)
    return root


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with running(Scenario()) as twin, at_home(twin, tmp_path / "data") as home:
        yield home


def run(
    command: str, *words: str, status: int = 0, language: str = "en_GB.UTF-8"
) -> str:
    """Run a command with the machine's own Python, as on a machine with no more."""
    done = subprocess.run(
        [str(ROOT / "scripts" / command), *words],
        env={"LANG": language, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


async def ask(
    home: Home, command: str, *words: str, language: str = "en_GB.UTF-8"
) -> str:
    token = home.data / "api_token"
    where = ("--address", home.url, "--token-file", str(token))
    return await asyncio.to_thread(run, command, *where, *words, language=language)


def test_everything_is_said_in_both_languages() -> None:
    assert WORDS["en"].keys() == WORDS["fr"].keys()
    for key, english in WORDS["en"].items():
        named = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in (english, WORDS["fr"][key])
        ]
        assert named[0] == named[1], key


def test_every_bot_and_every_problem_has_a_name() -> None:
    for kind, enum in (("bot", BotName), ("problem", ProblemCode)):
        named = {key for key in WORDS["en"] if key.startswith(f"{kind}.")}
        assert named == {f"{kind}.{word}" for word in enum}


def test_every_sentence_is_used() -> None:
    source = "".join(
        file.read_text("utf-8") for file in (ROOT / "scripts/host").glob("*.py")
    )
    made = r"(bot|level|monitor|problem|tune|validate)\.\w+|\w+\.help|(yes|no)"
    for key in WORDS["en"]:
        plain = key.removesuffix(".mend")
        is_said = re.search(rf"['\"]{re.escape(plain)}['\"]", source)
        assert is_said or re.fullmatch(made, plain), key


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_says_what_it_does(command: str) -> None:
    for language in WORDS:
        said = " ".join(run(command, "--help", language=language).split())
        assert WORDS[language][f"{command}.help"] in said


def test_a_healthy_machine_needs_nothing(pi: Path) -> None:
    said = run("validate", "--root", str(pi), "--address", "http://127.0.0.1:9")
    assert "Memory: 4.1 GB, 3.1 GB of it free" in said
    assert "mmcblk0 is an SD card or alike, no errors known, 2.0 TB" in said
    assert "FAILURE" not in said
    assert "right before it is installed" in said


@pytest.mark.parametrize(
    ("path", "text", "level", "said"),
    [
        ("proc/meminfo", MEMINFO.format(950_000, 700_000), "warning", "973 MB, which"),
        ("proc/meminfo", MEMINFO.format(4_000_000, 400_000), "warning", "410 MB of"),
        ("proc/self/mountinfo", MOUNT.format("ro"), "FAILURE", "can only be read"),
        (ERRORS, "3\n", "warning", "Disk: 3 errors"),
        (f"{CARD}/device/life_time", "0x0a 0x02\n", "warning", "used up 100 %"),
    ],
)
def test_what_is_wrong_is_said_with_what_helps(
    pi: Path, path: str, text: str, level: str, said: str
) -> None:
    put_below(pi)(path, text)
    words = ("--root", str(pi), "--address", "http://127.0.0.1:9")
    lines = run("validate", *words, status=int(level == "FAILURE")).splitlines()
    (place,) = (i for i, line in enumerate(lines) if said in line)
    assert lines[place].startswith(level)
    assert lines[place + 1].startswith(" ")


def test_an_engine_that_should_be_there_and_is_not_is_a_failure(pi: Path) -> None:
    words = ("--root", str(pi), "--address", "http://127.0.0.1:9", "--installed")
    assert "docker compose ps" in run("validate", *words, status=1)


async def test_the_engines_own_doctor_has_its_say(home: Home, pi: Path) -> None:
    (home.data / "api_token").chmod(0o644)
    words = ("--root", str(pi), "--installed")
    said = await asyncio.to_thread(
        run,
        "validate",
        *words,
        *("--address", home.url, "--token-file", str(home.data / "api_token")),
        status=1,
        language="fr_FR.UTF-8",
    )
    assert WORDS["fr"]["engine.well"].format(address=home.url) in said
    assert "ERREUR     Fichiers secrets :" in said
    assert "chmod 600" in said
    assert said.count("Horloge") == 1


async def test_without_a_token_the_doctor_is_not_asked(home: Home, pi: Path) -> None:
    words = ("--address", home.url, "--token-file", str(pi / "nothing"))
    said = await asyncio.to_thread(run, "validate", "--root", str(pi), *words)
    assert "its doctor could not be asked" in said
    assert "--token-file" in said


async def test_the_monitor_shows_what_the_engine_says(home: Home) -> None:
    state = await home.state()
    said = await ask(home, "monitor", "--once")
    assert said.startswith(f"LinkedIn Auto {state['engine_version']} ")
    rows = dict(re.split(r"  +", line, maxsplit=1) for line in said.splitlines()[2:])
    assert rows["Sent today"] == f"0 of {state['daily_limit']}"
    assert rows["Run"] == "none"
    assert rows["Logged in to LinkedIn"] == "no"
    assert rows["Engine's memory"].endswith(" MB")
    assert rows["Zombies"] == str(state["system"]["zombie_processes"])
    french = await ask(home, "monitor", "--once", language="fr")
    memory = WORDS["fr"]["monitor.engine_memory"]
    assert re.search(rf"^{memory} +\d+ Mo$", french, re.MULTILINE)
    assert re.search(r"Problèmes +se connecter à LinkedIn$", french, re.MULTILINE)


async def test_the_monitor_stays_and_waits_for_an_engine_that_restarts(
    home: Home,
) -> None:
    token = home.data / "api_token"
    monitor = await asyncio.create_subprocess_exec(
        ROOT / "scripts/monitor",
        *("--address", home.url, "--token-file", token, "--seconds", "1"),
        env={**os.environ, "LANG": "C", "PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
        # What runs in the background of a shell would not hear Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert monitor.stdout is not None
    try:
        async with asyncio.timeout(30):
            await monitor.stdout.readuntil(b"Problems")
            await home.end(signal.SIGKILL)
            await monitor.stdout.readuntil(b"Nobody answers")
            home.words = ("--port", home.url.rpartition(":")[2])
            await home.start()
            await monitor.stdout.readuntil(b"Problems")
    finally:
        monitor.send_signal(signal.SIGINT)
        assert await monitor.wait() == 130


@pytest.fixture
def zombie() -> Iterator[subprocess.Popen[bytes]]:
    """A program that has ended, and that nobody has collected yet."""
    with subprocess.Popen(["/bin/true"]) as ended:
        os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
        yield ended


async def test_a_zombie_is_shown_with_who_has_to_collect_it(
    home: Home, zombie: subprocess.Popen[bytes]
) -> None:
    said = await ask(home, "cleanup_zombies")
    assert f"\n  {zombie.pid} true, waits for {os.getpid()} " in said
    assert "The engine counts" in said
    zombie.wait()
    assert f"  {zombie.pid} true" not in await ask(home, "cleanup_zombies")


async def test_only_the_engine_ends_what_it_left_behind(
    home: Home,
    start: Started,  # noqa: F811 - the fixture
) -> None:
    left, other = start(SLEEP, mark=DEAD_OWNER), start(SLEEP)
    assert "The engine ended" not in await ask(home, "cleanup_zombies")
    assert "The engine ended" in await ask(home, "cleanup_zombies", "--reap")
    assert left.wait(timeout=10) != 0
    assert other.poll() is None


async def test_who_has_no_right_to_ask_is_told_so(home: Home, tmp_path: Path) -> None:
    wrong = tmp_path / "token"
    wrong.write_text("wrong", encoding="ascii")
    words = ("--address", home.url, "--token-file", str(wrong), "--once")
    said = await asyncio.to_thread(run, "monitor", *words, status=1)
    assert "does not know this token" in said
    assert "Traceback" not in said


def everything(root: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(root)): file.read_bytes()
        for file in root.rglob("*")
        if file.is_file()
    }


@pytest.fixture
def worn_pi(pi: Path) -> Path:
    """One that swaps to its card and logs to it."""
    put_below(pi)("proc/swaps", "Filename Type\n/var/swap file\n")
    (pi / "var/log/journal").mkdir(parents=True)
    return pi


def test_tuning_shows_first_does_it_then_and_takes_it_back(worn_pi: Path) -> None:
    words = ("--root", str(worn_pi))
    before = everything(worn_pi)
    shown = run("tune_host", *words)
    assert "writes /etc/sysctl.d/90-linkedin-auto.conf" in shown
    assert "Nothing was changed" in shown
    assert everything(worn_pi) == before
    run("tune_host", *words, "--apply")
    changed = everything(worn_pi)
    sysctl = changed["etc/sysctl.d/90-linkedin-auto.conf"].decode()
    assert sysctl == "# before: 60\nvm.swappiness = 10\n"
    journal = changed["etc/systemd/journald.conf.d/90-linkedin-auto.conf"]
    assert b"Storage=volatile" in journal
    put_below(worn_pi)("proc/sys/vm/swappiness", "10\n")
    assert "nothing to improve" in run("tune_host", *words, "--apply")
    put_below(worn_pi)("proc/sys/vm/swappiness", "60\n")
    undone = run("tune_host", *words, "--undo")
    assert "vm.swappiness=60" in undone
    assert everything(worn_pi) == before
    assert "nothing to take back" in run("tune_host", *words, "--undo")


@pytest.mark.parametrize(
    ("codename", "is_pi_os", "package"),
    [
        ("bookworm", True, "zram-tools"),
        ("trixie", True, "rpi-swap"),
        ("trixie", False, "zram-tools"),
    ],
)
def test_compressed_memory_comes_before_less_swapping(
    worn_pi: Path, codename: str, package: str, *, is_pi_os: bool
) -> None:
    put = put_below(worn_pi)
    put("usr/bin/apt-get", "")
    put("etc/os-release", f"VERSION_CODENAME={codename}\n")
    if is_pi_os:
        put("etc/rpi-issue", "Raspberry Pi reference\n")
    words = ("--root", str(worn_pi))
    said = run("tune_host", *words, "--apply")
    assert f"runs: apt-get install --yes {package}\n" in said
    assert "swappiness" not in said
    undone = run("tune_host", *words, "--undo")
    assert f"runs: apt-get remove --yes {package}\n" in undone


def test_what_is_fine_is_left_alone(pi: Path) -> None:
    before = everything(pi)
    assert "nothing to improve" in run("tune_host", "--root", str(pi), "--apply")
    assert everything(pi) == before
