"""Where the version and the repository's address stand, and how they are changed.

    python scripts/places.py version X.Y.Z
    python scripts/places.py check X.Y.Z
    python scripts/places.py repository OWNER/NAME

set_version and set_repository are the commands for people. Nothing but the standard
library is needed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
import re
import subprocess
import sys
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
CHANGELOG = "addon/CHANGELOG.md"
UNRELEASED = "Unreleased"

_ENGINE_IN_LOCK = r'(?<=^name = "linkedin-engine"\nversion = ")[^"]+'
_NUMBER = re.compile(r"\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?")
_ADDRESS = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]{0,38})/([A-Za-z0-9._-]{1,100})")


@dataclass(frozen=True)
class Place:
    """A place of the version: what ``pattern`` matches in a file, once."""

    file: str
    pattern: str

    def read(self, root: Path) -> str:
        """Return the version there; ``LookupError`` where there is none."""
        found = re.findall(self.pattern, self._text(root), re.MULTILINE)
        if len(found) != 1:
            raise LookupError(f"{self.file} has {len(found)} versions, not one")
        return str(found[0])

    def write(self, root: Path, version: str) -> None:
        """Put another version there."""
        text = re.sub(self.pattern, version, self._text(root), flags=re.MULTILINE)
        (root / self.file).write_text(text, encoding="utf-8")

    def _text(self, root: Path) -> str:
        return (root / self.file).read_text(encoding="utf-8")


PLACES = (
    Place("addon/config.yaml", r'(?<=^version: ")[^"]+'),
    Place("addon/pyproject.toml", r'(?<=^version = ")[^"]+'),
    Place("addon/Dockerfile", r"(?<=^ARG BUILD_VERSION=)\S+"),
    Place("addon/uv.lock", _ENGINE_IN_LOCK),
    Place("uv.lock", _ENGINE_IN_LOCK),
    Place("compose.yaml", r"(?<=^    image: linkedin-auto:)\S+"),
    Place("compose.yaml", r"(?<=^        BUILD_VERSION: )\S+"),
    Place("custom_components/linkedin_auto/manifest.json", r'(?<="version": ")[^"]+'),
)


def newest_entry(root: Path) -> str:
    """Return the heading of the changelog's first entry."""
    text = (root / CHANGELOG).read_text(encoding="utf-8")
    found = re.search(r"^## (.+)$", text, re.MULTILINE)
    if found is None:
        raise LookupError(f"{CHANGELOG} has no entry")
    return found[1]


def set_version(root: Path, version: str) -> None:
    """Write the version everywhere; the changelog has to tell what is new in it."""
    if not _NUMBER.fullmatch(version):
        raise ValueError(f"{version} is no version like 1.2.3 or 1.2.3rc1")
    entry = newest_entry(root)
    if entry not in {version, UNRELEASED}:
        raise ValueError(
            f'write what is new in {version} under "## {UNRELEASED}" at the top of '
            f"{CHANGELOG} first"
        )
    for place in PLACES:
        place.read(root)
    for place in PLACES:
        place.write(root, version)
    log = root / CHANGELOG
    text = log.read_text(encoding="utf-8")
    log.write_text(text.replace(f"## {entry}\n", f"## {version}\n", 1), "utf-8")


def strays(root: Path, version: str) -> list[str]:
    """Return the files that have another version."""
    found = {place.file for place in PLACES if place.read(root) != version}
    return sorted(found | ({CHANGELOG} if newest_entry(root) != version else set()))


def repository(root: Path) -> str:
    """Return the owner and the name that hold now, as ``repository.yaml`` has them."""
    text = (root / "repository.yaml").read_text(encoding="utf-8")
    found = re.search(r"^url: https://github\.com/(\S+)$", text, re.MULTILINE)
    if found is None:
        raise LookupError("repository.yaml has no address on GitHub")
    return found[1]


def set_repository(root: Path, wanted: str) -> list[str]:
    """Write the address everywhere, in each of its forms; return the changed files."""
    fitting = _ADDRESS.fullmatch(wanted)
    if fitting is None:
        raise ValueError(f"{wanted} is not like owner/name")
    old, new = _forms(repository(root)), _forms(wanted)
    changed = []
    for file in text_files(root):
        text = before = file.read_text(encoding="utf-8")
        for there, then in zip(old, new, strict=True):
            text = re.sub(rf"{there}(?![\w-])", then, text)
        if text != before:
            file.write_text(text, encoding="utf-8")
            changed.append(file.relative_to(root).as_posix())
    return changed


def _forms(address: str) -> tuple[str, ...]:
    """Return how an address is written: in links, in links in links, in manifests."""
    owner, _, name = address.partition("/")
    return (
        f"{owner}/{name}",
        quote(address, safe=""),
        f"owner={owner}&repository={name}",
        f"https://github.com/{owner}",
        f'"@{owner}"',
    )


def text_files(root: Path) -> Iterator[Path]:
    """Yield the files of the checkout that are text and no lock."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git is on the path of a checkout
        cwd=root,
        capture_output=True,
        check=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        file = root / name
        if file.suffix == ".lock" or not file.is_file() or file.is_symlink():
            continue
        if b"\0" not in file.read_bytes()[:4096]:
            yield file


def _version(wanted: str) -> str:
    set_version(ROOT, wanted)
    return f"The version is {wanted} everywhere."


def _check(wanted: str) -> str:
    other = strays(ROOT, wanted)
    if other:
        raise ValueError(f"{', '.join(other)} have another version than {wanted}")
    return f"The version is {wanted} everywhere."


def _repository(wanted: str) -> str:
    return "\n".join(set_repository(ROOT, wanted)) or "Nothing to change."


_VERBS: Mapping[str, Callable[[str], str]] = {
    "version": _version,
    "check": _check,
    "repository": _repository,
}


def main() -> int:
    """Do what the command line says."""
    verb, wanted = sys.argv[1:]
    try:
        print(_VERBS[verb](wanted))
    except (LookupError, ValueError) as error:
        print(f"{verb}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
