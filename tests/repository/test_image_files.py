"""What the image is made of, as far as reading tells."""

import json
import re
import tomllib

import pytest
from repository.app_rules import ADDON, ROOT, app_config, load
from repository.confinement import Profile

from linkedin_engine.browser.workspace import NODE_FLAGS
from linkedin_engine.settings.environment import PREFIX

DOCKERFILE = (ADDON / "Dockerfile").read_text(encoding="utf-8")
SCRIPTS = sorted((ADDON / "rootfs/usr/local").rglob("*"))
PROFILE = Profile(ADDON / "apparmor.txt")


def _final_stage() -> str:
    return DOCKERFILE.rpartition("\nFROM ")[2]


def _locked(name: str) -> str:
    lock = tomllib.loads((ADDON / "uv.lock").read_text(encoding="utf-8"))
    return next(
        str(each["version"]) for each in lock["package"] if each["name"] == name
    )


def test_everything_from_a_package_index_is_taken_by_its_hash() -> None:
    installs = re.findall(r"(?:uv )?pip install (?:[^&\n]|\\\n)+", DOCKERFILE)
    assert len(installs) == 3
    for install in installs:
        assert "--require-hashes" in install or "--no-deps" in install
    assert "uv export" in DOCKERFILE
    assert "--frozen" in DOCKERFILE
    built_with = (ADDON / "build/requirements.txt").read_text(encoding="utf-8")
    for requirement in re.split(r"\n(?=\w)", built_with.strip()):
        assert re.match(
            r"[\w-]+==[\d.]+ \\\n    --hash=sha256:[0-9a-f]{64}", requirement
        )


def test_the_image_keeps_no_secret_and_no_address_of_a_mirror() -> None:
    assert not re.search(r"(?i)password|secret|_token|proxy|index[-_]url", DOCKERFILE)
    links = set(re.findall(r"https?://[^/\s\"]+", DOCKERFILE))
    assert links <= {"https://github.com"}
    assert PREFIX not in _final_stage()


def test_only_the_engine_itself_changes_with_the_engine() -> None:
    copies = re.findall(r"^COPY (?:--from=(\w+) )?(\S+)", _final_stage(), re.MULTILINE)
    assert copies == [
        ("", "rootfs/etc"),
        ("dependencies", "/opt/engine"),
        ("", "rootfs/usr"),
        ("engine", "/opt/linkedin-auto"),
    ]
    assert _final_stage().index("ARG BUILD_VERSION") > _final_stage().index("HEALTH")


def test_what_apt_leaves_goes_in_the_layer_it_came_with() -> None:
    (run,) = [
        step
        for step in re.split(r"(?<!\\)\n", _final_stage())
        if step.startswith("RUN") and "apt-get" in step
    ]
    for left in ("/var/lib/apt/lists", "/var/cache/apt", "/var/log"):
        assert f" {left}/*" in run
    assert "--no-install-recommends" in run
    assert "apt-get" not in _final_stage().replace(run, "")


def test_the_fonts_cache_is_made_of_times_that_layers_keep() -> None:
    dated, _, cached = _final_stage().partition(" -exec touch --date=@0 ")
    assert dated.endswith("find /usr/share/fonts /usr/local/share/fonts -type d")
    assert "fc-cache --system-only" in cached


@pytest.mark.parametrize(
    "setting", ["MALLOC_ARENA_MAX=2", "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1"]
)
def test_the_engine_runs_with(setting: str) -> None:
    assert setting in _final_stage()


def test_bytecode_is_compiled_and_never_checked_for_its_time() -> None:
    assert DOCKERFILE.count("--invalidation-mode unchecked-hash") == 2


def test_ports_agree_everywhere() -> None:
    start = (ADDON / "rootfs/usr/local/bin/start").read_text(encoding="utf-8")
    healthy = (ADDON / "rootfs/usr/local/bin/healthy").read_text(encoding="utf-8")
    config = app_config()
    (api,) = config["ports"]
    assert api == "8099/tcp"
    assert "--port 8099" in start
    assert f"--ingress-port {config['ingress_port']}" in start
    assert "/dev/tcp/127.0.0.1/8099" in healthy
    assert f"EXPOSE {config['ingress_port']} 8099" in DOCKERFILE


def test_what_is_started_is_there_and_can_be_started() -> None:
    programs = [each for each in SCRIPTS if each.is_file()]
    assert {each.name for each in programs} == {
        *("as-engine", "chromium", "healthy", "node", "start"),
    }
    for program in programs:
        assert program.stat().st_mode & 0o111
        assert program.read_text(encoding="utf-8").startswith("#!/bin/")
    assert 'ENTRYPOINT ["start"]' in DOCKERFILE
    assert 'CMD ["healthy"]' in DOCKERFILE


def test_the_engine_is_an_ordinary_user_with_no_way_back() -> None:
    dropping = (ADDON / "rootfs/usr/local/bin/as-engine").read_text(encoding="utf-8")
    for word in (
        *("--reuid=1000", "--regid=1000", "--clear-groups"),
        *("--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"),
    ):
        assert word in dropping
    start = (ADDON / "rootfs/usr/local/bin/start").read_text(encoding="utf-8")
    assert re.findall(r"(?<!-)exec (\S+)", start) == ["as-engine", "as-engine"]


def test_playwrights_node_is_as_small_as_the_engine_makes_it() -> None:
    node = (ADDON / "rootfs/usr/local/lib/linkedin-auto/node").read_text("utf-8")
    assert tuple(re.findall(r"--(?!pdeathsig)[a-z-]+(?:=\d+)?", node)) == NODE_FLAGS


def test_the_dates_of_every_language_that_the_engine_reads_are_there() -> None:
    kept = re.search(r'LANGUAGES="([^"]+)"', DOCKERFILE)
    assert kept is not None
    languages = kept[1].replace("\\\n", "").split("|")
    phrases = json.loads(
        (ADDON / "src/linkedin_engine/linkedin/data/phrases.json").read_text("utf-8")
    )
    read = {*phrases["days_ago"], *phrases["today"], *phrases["locales"].values()}
    assert read <= set(languages)
    assert "root" in languages


def test_the_build_context_is_closed_but_for_what_is_built() -> None:
    lines = (ADDON / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "*"
    opened = {line[1:] for line in lines if line.startswith("!")}
    copied = re.findall(r"^COPY ((?!--from).+) \S+$", DOCKERFILE, re.MULTILINE)
    for name in " ".join(copied).split():
        assert name in opened or name.split("/")[0] in opened
        assert (ADDON / name).exists()


def test_the_documentation_names_the_playwright_that_fits() -> None:
    docs = (ADDON / "DOCS.md").read_text(encoding="utf-8")
    version = ".".join(_locked("playwright").split(".")[:2])
    named = re.findall(r"Playwright\s+(?:server\s+of\s+version\s+)?(\d+\.\d+)", docs)
    assert named == [version, version]
    started = re.findall(r"playwright[:@]v?(\d+\.\d+)\.0", docs)
    assert started == [version] * 4


def test_both_kinds_of_installation_are_alike() -> None:
    engine = load(ROOT / "compose.yaml")["services"]["engine"]
    health = engine["healthcheck"]
    said = re.search(r"HEALTHCHECK (.+) CMD", DOCKERFILE)
    assert said is not None
    assert said[1].split() == [
        f"--interval={health['interval']}",
        f"--timeout={health['timeout']}",
        f"--start-period={health['start_period']}",
        f"--retries={health['retries']}",
    ]
    assert health["test"] == ["CMD", "healthy"]
    config = app_config()
    assert engine["init"] is config["init"]
    assert engine["stop_grace_period"] == f"{config['timeout']}s"
    assert engine["tmpfs"] == ["/tmp"]  # noqa: S108 - a path in the container


def test_the_profile_is_one_that_every_parser_reads() -> None:
    names = [line for line in PROFILE.lines if re.match(r"profile [^ ]+", line)]
    assert len(names) == 1
    assert PROFILE.lines[-1] == "}"
    rules = PROFILE.lines[PROFILE.lines.index(names[0]) + 1 : -1]
    assert [rule for rule in rules if not rule.endswith(",")] == []
    assert not any(re.match(r"(abi|userns|include <abs)", rule) for rule in rules)


@pytest.mark.parametrize(
    ("path", "rights"),
    [
        ("/data/linkedin.db-wal", "rwk"),
        ("/data/options.json", "rw"),
        ("/dev/shm/linkedin-auto-7-100-x/profile/Default/", "rw"),  # noqa: S108
        ("/opt/engine/driver/node", "mrx"),
        ("/opt/linkedin-auto/bin/linkedin-auto", "rx"),
        ("/proc/1234/smaps_rollup", "r"),
        ("/proc/1234/uid_map", "w"),
        ("/sys/class/thermal/thermal_zone0/temp", "r"),
        ("/sys/devices/platform/soc/soc:firmware/get_throttled", "r"),
        ("/usr/bin/python3.13", "mrx"),
        ("/usr/lib/aarch64-linux-gnu/libnss3.so", "mr"),
        ("/usr/lib/chromium/chromium-headless-shell", "mrx"),
        ("/usr/local/bin/start", "rx"),
    ],
)
def test_the_profile_lets_the_engine_do_its_work(path: str, rights: str) -> None:
    assert PROFILE.allows(path, rights)


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("/config/secrets.yaml", "r"),
        ("/data/program", "x"),
        ("/dev/mem", "r"),
        ("/dev/sda", "r"),
        ("/etc/passwd", "w"),
        ("/opt/linkedin-auto/linkedin_engine/__main__.py", "w"),
        ("/proc/kcore", "r"),
        ("/proc/sys/kernel/core_pattern", "w"),
        ("/root/.ssh/id_ed25519", "r"),
        ("/ssl/privkey.pem", "r"),
        ("/sys/kernel/security/apparmor/profiles", "r"),
        ("/tmp/program", "x"),  # noqa: S108
        ("/usr/bin/python3.13", "w"),
        ("/var/run/docker.sock", "w"),
    ],
)
def test_the_profile_keeps_the_engine_from(path: str, right: str) -> None:
    assert not PROFILE.allows(path, right)
