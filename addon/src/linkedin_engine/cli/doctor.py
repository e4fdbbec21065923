"""``linkedin-auto doctor``: what could keep the engine from working here."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
import os
import shutil
import sys
import textwrap

from linkedin_engine.app import doctor
from linkedin_engine.settings import Environment
from linkedin_engine.system.doctor import Check, Level, Texts, is_healthy

from .show import print_json

WIDEST = 100


def command(words: Namespace) -> int:
    """Make every check; 0 where none failed, 1 otherwise."""
    checks = doctor.examine(
        words.data_dir,
        words.options,
        Environment.parse(os.environ),
        language=words.language,
    )
    is_ok = is_healthy(checks)
    if words.json:
        print_json({"checks": [asdict(check) for check in checks], "ok": is_ok})
    else:
        _print(checks, Texts.load(words.language))
    return 0 if is_ok else 1


def _print(checks: Sequence[Check], texts: Texts) -> None:
    levels = {level: texts.words[level.value] for level in Level}
    level_width = max(len(word) for word in levels.values())
    title_width = max(len(check.title) for check in checks)
    for check in checks:
        level = levels[check.level].ljust(level_width)
        line = f"{level}  {check.title.ljust(title_width)}  {check.value or ''}"
        sys.stdout.write(line.rstrip() + "\n")
        if check.level is not Level.OK:
            _explain(check, texts, " " * (level_width + 2))
    counts = {
        level.value: sum(check.level is level for check in checks) for level in Level
    }
    sys.stdout.write("\n" + texts.words["summary"].format(**counts) + "\n")


def _explain(check: Check, texts: Texts, indent: str) -> None:
    width = min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)
    mends = (
        ("home_assistant", check.mend_home_assistant),
        ("raspberry_pi_os", check.mend_raspberry_pi_os),
    )
    said = [check.meaning]
    said += [f"{texts.words[where]} {mend}" for where, mend in mends if mend]
    for text in said:
        sys.stdout.write(
            textwrap.fill(
                text,
                max(width, len(indent) + 20),
                initial_indent=indent,
                subsequent_indent=indent,
                break_on_hyphens=False,
                break_long_words=False,
            )
            + "\n"
        )
