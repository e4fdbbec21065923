"""``python -m host COMMAND ...``: the commands validate, monitor and their like."""

import os
import subprocess
import sys

from . import cleanup_zombies, monitor, tune_host, validate
from .engine import EngineError
from .words import Words

_COMMANDS = {
    "cleanup_zombies": cleanup_zombies.main,
    "monitor": monitor.main,
    "tune_host": tune_host.main,
    "validate": validate.main,
}


def main() -> int:
    """Do what the first word says."""
    command, *rest = sys.argv[1:]
    words = Words.of(os.environ)
    try:
        return _COMMANDS[command](rest, words)
    except EngineError as error:
        return _failed(command, words(error.key, **error.values))
    except PermissionError as error:
        return _failed(command, words("not_allowed", file=error.filename))
    except subprocess.CalledProcessError as error:
        return _failed(command, words("command_failed", command=" ".join(error.cmd)))
    except KeyboardInterrupt:
        return 130


def _failed(command: str, why: str) -> int:
    print(f"{command}: {why}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
