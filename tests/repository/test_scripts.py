"""What the repository promises about itself."""

from pathlib import Path
import re
import subprocess
import tomllib

ROOT = Path(__file__).resolve().parents[2]


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - git is on the path of a checkout
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_no_other_file_is_taken_for_an_app_by_the_supervisor() -> None:
    taken = [
        path.relative_to(ROOT).as_posix()
        for path in _tracked()
        if re.fullmatch(r"config\.(ya?ml|json)", path.name)
    ]
    assert set(taken) <= {"addon/config.yaml"}


def test_no_module_is_longer_than_400_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): count
        for path in _tracked()
        if path.suffix == ".py"
        and path.exists()
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_every_lock_names_the_public_index_only() -> None:
    for lock in (ROOT / "uv.lock", ROOT / "addon" / "uv.lock"):
        hosts = set(re.findall(r"https?://([^/\"]+)", lock.read_text("utf-8")))
        assert hosts <= {"pypi.org", "files.pythonhosted.org"}


def test_the_engine_supports_the_python_of_its_image() -> None:
    project = tomllib.loads((ROOT / "addon/pyproject.toml").read_text("utf-8"))
    assert project["project"]["requires-python"].startswith(">=3.13")
