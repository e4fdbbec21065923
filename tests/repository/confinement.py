"""Reads the rules for files in an AppArmor profile; enough of them for this one."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
import re

_RULE = re.compile(r"(deny )?(?:owner )?(/\S*|@\{PROC\}\S*) ([a-z]+),")
_VARIABLES = {"@{PROC}": "/proc", "@{pid}": "[0-9]*", "@{tid}": "[0-9]*"}
_SIGNS = {"**": ".*", "*": "[^/]*", "{": "(?:", "}": ")", ",": "|"}


@dataclass(frozen=True, slots=True)
class Rule:
    """What may, or may not, be done with the files of a pattern."""

    pattern: re.Pattern[str]
    rights: frozenset[str]
    denies: bool


class Profile:
    """The rules for files of one profile."""

    def __init__(self, path: Path) -> None:
        """Read the profile."""
        self.lines = [
            line
            for each in path.read_text(encoding="utf-8").splitlines()
            if (line := each.strip()) and not line.startswith("#")
        ]
        self._rules = list(self._read())

    def allows(self, path: str, rights: str) -> bool:
        """Whether all of these rights are given for a path; folders end with "/"."""
        given: set[str] = set()
        for rule in sorted(self._rules, key=lambda rule: rule.denies):
            if rule.pattern.fullmatch(path):
                given = given - rule.rights if rule.denies else given | rule.rights
        return set(rights) <= given

    def _read(self) -> Iterator[Rule]:
        for line in self.lines:
            found = _RULE.fullmatch(line)
            if found is not None:
                yield Rule(_pattern(found[2]), frozenset(found[3]), bool(found[1]))


def _pattern(glob: str) -> re.Pattern[str]:
    for name, stands_for in _VARIABLES.items():
        glob = glob.replace(name, stands_for)
    pieces = re.findall(r"\*\*|\[[^]]+\]|.", glob)
    return re.compile(
        "".join(
            piece if len(piece) > 2 else _SIGNS.get(piece, re.escape(piece))
            for piece in pieces
        )
    )
