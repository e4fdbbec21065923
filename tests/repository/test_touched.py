"""What strace saw is held against the profile as the kernel would hold it."""

from pathlib import Path

import pytest
from repository.app_rules import ADDON
from repository.commands import load_command
from repository.confinement import Profile

touched = load_command("touched")

LINES = """\
9.0 openat(AT_FDCWD</>, "/etc/shadow", O_WRONLY) = 3</etc/shadow>
10.5 execve("/dev/init", ["/dev/init", "--", "start"], 0x7f /* 9 vars */) = 0
11.0 execve("/usr/local/bin/start", ["start"], 0x5 /* 9 vars */) = 0
11.1 openat(AT_FDCWD</>, "/data", O_RDONLY|O_CLOEXEC|O_DIRECTORY) = 3</data>
11.2 openat(AT_FDCWD</>, "/data/a.db", O_RDWR|O_CREAT, 0600) = 4</data/a.db>
11.3 mmap(NULL, 4096, PROT_READ|PROT_EXEC, MAP_PRIVATE, 5</usr/lib/c.so>, 0) = 0x7f1
11.4 openat(AT_FDCWD</>, "/root/.ssh", O_RDONLY) = -1 EACCES (Permission denied)
11.5 mkdirat(AT_FDCWD</tmp>, "made", 0700) = 0
11.6 rename("/data/a", "/data/b") = 0
11.7 openat(AT_FDCWD</>, "/proc/self/fd/6", O_RDONLY) = 7</memfd:shared>(deleted)
11.8 unlink("somewhere") = 0
""".splitlines()


def test_what_was_touched_is_read_with_its_rights() -> None:
    assert list(touched.touches(LINES, 10.5)) == [
        ("/usr/local/bin/start", "x"),
        ("/data/", "r"),
        ("/data/a.db", "r"),
        ("/data/a.db", "w"),
        ("/usr/lib/c.so", "m"),
        ("/tmp/made/", "w"),  # noqa: S108 - in the container
        ("/data/a", "w"),
        ("/data/b", "w"),
    ]


def test_links_are_followed_inside_the_image(tmp_path: Path) -> None:
    (tmp_path / "usr/lib/x").mkdir(parents=True)
    (tmp_path / "lib").symlink_to("usr/lib")
    (tmp_path / "usr/lib/y").symlink_to("/lib/x")
    (tmp_path / "usr/lib/z").symlink_to("../lib/x")
    assert touched.resolved("/lib/x/a.so", tmp_path) == "/usr/lib/x/a.so"
    assert touched.resolved("/lib/y/a.so", tmp_path) == "/usr/lib/x/a.so"
    assert touched.resolved("/lib/z/", tmp_path) == "/usr/lib/x/"
    assert touched.resolved("/usr/lib", tmp_path) == "/usr/lib/"
    assert touched.resolved("/data/a.db", tmp_path) == "/data/a.db"
    assert touched.resolved("/", tmp_path) == "/"


@pytest.fixture
def seen(tmp_path: Path) -> Path:
    """What one command touched, in two processes."""
    folder = tmp_path / "watched/0"
    folder.mkdir(parents=True)
    (folder / "process.1").write_text("\n".join(LINES[:4]), encoding="utf-8")
    (folder / "process.2").write_text("\n".join(LINES[4:]), encoding="utf-8")
    return tmp_path / "watched"


def test_a_profile_that_forgets_something_is_told_so(
    seen: Path, tmp_path: Path
) -> None:
    watch = touched.Watch(seen)
    assert watch.forbidden(tmp_path, Profile(ADDON / "apparmor.txt")) == []
    text = (ADDON / "apparmor.txt").read_text(encoding="utf-8")
    short = tmp_path / "short.txt"
    short.write_text(
        text.replace("  /data/** rwkl,\n", "  /data/** r,\n").replace(
            "  /usr/local/bin/* rix,\n", ""
        ),
        encoding="utf-8",
    )
    assert watch.forbidden(tmp_path, Profile(short)) == [
        "/data/a w",
        "/data/a.db w",
        "/data/b w",
        "/usr/local/bin/start x",
    ]
