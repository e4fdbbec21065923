"""What runs on other people's machines in this project's name."""

from pathlib import Path
import re
import subprocess
import tomllib
from typing import Any

import pytest
from repository.app_rules import ROOT, app_config, load

FOLDER = ROOT / ".github/workflows"
TEXTS = {each.name: each.read_text(encoding="utf-8") for each in FOLDER.iterdir()}
FLOWS: dict[str, dict[str, Any]] = {name: load(FOLDER / name) for name in TEXTS}
CANNOT = 75
HASS_ARCHS = {"amd64": "amd64", "arm64": "aarch64"}


def _jobs(flow: str) -> dict[str, dict[str, Any]]:
    jobs: dict[str, dict[str, Any]] = FLOWS[flow]["jobs"]
    return jobs


@pytest.mark.parametrize("flow", FLOWS)
def test_what_others_wrote_is_taken_by_its_hash(flow: str) -> None:
    used = re.findall(r"uses: (?!\./)(\S+)(.*)", TEXTS[flow])
    for action, comment in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action)
        assert re.match(r"  # (v\d+\.\d+\.\d+|main, \d{4}-\d\d-\d\d)$", comment)


@pytest.mark.parametrize("flow", FLOWS)
def test_every_job_has_the_rights_that_it_names_and_an_end(flow: str) -> None:
    assert FLOWS[flow]["permissions"] == {}
    for job in _jobs(flow).values():
        assert job["permissions"]
        assert "uses" in job or job["timeout-minutes"] <= 60
        for step in job.get("steps", ()):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_a_release_begins_with_the_question_whether_the_tag_is_the_version() -> None:
    jobs = _jobs("release.yml")
    runs = [step["run"] for step in jobs["check"]["steps"] if "run" in step]
    assert 'scripts/set_version --check "$version"' in runs[0]
    assert jobs["image"]["needs"] == "check"
    assert jobs["release"]["needs"] == ["check", "image"]


def test_the_image_is_built_and_tried_for_every_machine_of_the_app() -> None:
    build = _jobs("image.yml")["build"]
    rows = build["strategy"]["matrix"]["include"]
    assert {row["arch"]: row["hass"] for row in rows} == HASS_ARCHS
    assert {row["hass"] for row in rows} == set(app_config()["arch"])
    words = " ".join(step.get("run", "") for step in build["steps"])
    assert "scripts/build_image --try" in words
    assert "--provenance mode=max --sbom true" in words


@pytest.mark.parametrize("flow", FLOWS)
def test_the_workflows_own_shell_is_sound(flow: str) -> None:
    for job in _jobs(flow).values():
        for step in job.get("steps", ()):
            script = step.get("run", "true")
            # what GitHub puts in there could be anybody's words
            assert "${{" not in script
            command = ["shellcheck", "--shell=bash", "-"]
            done = subprocess.run(
                command, input=script, capture_output=True, text=True, check=False
            )
            assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("runs-on: ubuntu-99", "ubuntu-99"),
        ("runs-on: ubuntu-24.04\n    steps: [{run: x, needs: y}]", "needs"),
    ],
)
def test_a_fault_in_a_workflow_is_found(tmp_path: Path, broken: str, said: str) -> None:
    file = tmp_path / "broken.yml"
    file.write_text(f"on: push\njobs:\n  build:\n    {broken}\n", encoding="utf-8")
    command = [str(ROOT / "scripts/lint_workflows"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == CANNOT:
        assert "actionlint is not on this machine" in done.stderr
    else:
        assert done.returncode == 1
        assert said in done.stdout


def test_the_tools_have_the_versions_of_the_lock() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    (zizmor,) = (each for each in lock["package"] if each["name"] == "zizmor")
    assert f"zizmor=={zizmor['version']} " in TEXTS["ci.yml"]
