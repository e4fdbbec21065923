"""The command line's words."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from enum import StrEnum
import os
from pathlib import Path

from linkedin_engine.contract.enums import BotName, SendingMode, WishState
from linkedin_engine.system.doctor import LANGUAGES

LAST_PORT = 65535


def default_data_dir() -> Path:
    """Return where the engine keeps its data when nobody says where."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "linkedin-auto"


def parse(arguments: Sequence[str] | None) -> Namespace:
    """Parse the command line; wrong arguments end with status 2."""
    return _parser().parse_args(arguments)


def _parser() -> ArgumentParser:
    common = ArgumentParser(add_help=False)
    common.add_argument(
        "--data-dir",
        type=Path,
        default=default_data_dir(),
        metavar="DIR",
        help="where the ledger, the session and the keys are (default: %(default)s)",
    )
    common.add_argument(
        "--options",
        type=Path,
        metavar="FILE",
        help="a JSON file with the same keys as the app's options",
    )
    common.add_argument(
        "--json", action="store_true", help="print one JSON object instead of text"
    )
    parser = ArgumentParser(
        prog="linkedin-auto",
        description="Wishes your own LinkedIn connections a happy birthday.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser("run", parents=[common], help="run one bot now")
    run.add_argument("bot", choices=_words(BotName))
    _add_run_options(run)

    session = commands.add_parser("session", help="the LinkedIn session")
    verbs = session.add_subparsers(dest="verb", required=True, metavar="VERB")
    importing = verbs.add_parser(
        "import", parents=[common], help="take a session from a file of cookies"
    )
    importing.add_argument("file", metavar="FILE", help="'-' reads standard input")
    verbs.add_parser("status", parents=[common], help="say whether a session is there")
    verbs.add_parser("clear", parents=[common], help="forget the session")

    _add_wish_verbs(commands.add_parser("wishes", help="the wishes"), common)
    history = commands.add_parser(
        "history", parents=[common], help="what was sent, and when"
    )
    history.add_argument("--limit", type=_positive, default=50, metavar="N")
    backup = commands.add_parser(
        "backup", parents=[common], help="copy the ledger while it is in use"
    )
    backup.add_argument("dest", type=Path, metavar="DEST")
    restore = commands.add_parser(
        "restore", parents=[common], help="put a backup in the ledger's place"
    )
    restore.add_argument("source", type=Path, metavar="FILE")
    zombies = commands.add_parser(
        "zombies", parents=[common], help="browser processes left behind"
    )
    zombies.add_argument("--reap", action="store_true", help="end them")
    _add_serve(
        commands.add_parser(
            "serve", parents=[common], help="stay, and answer Home Assistant"
        )
    )
    doctor = commands.add_parser(
        "doctor", parents=[common], help="look for what could keep this from working"
    )
    doctor.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    return parser


def _add_wish_verbs(wishes: ArgumentParser, common: ArgumentParser) -> None:
    verbs = wishes.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", parents=[common], help="list wishes")
    listing.add_argument(
        "--state", choices=_words(WishState), action="append", default=[]
    )
    for verb, text in (("approve", "let wishes be sent"), ("skip", "never send them")):
        deciding = verbs.add_parser(verb, parents=[common], help=text)
        deciding.add_argument("ids", type=int, nargs="+", metavar="ID")
    settling = verbs.add_parser(
        "settle", parents=[common], help="say whether unverified wishes were sent"
    )
    settling.add_argument("ids", type=int, nargs="+", metavar="ID")
    answer = settling.add_mutually_exclusive_group(required=True)
    answer.add_argument(
        "--sent", action="store_true", help="the message is in the conversation"
    )
    answer.add_argument(
        "--not-sent", action="store_true", help="it is not: let it be sent again"
    )


def _add_serve(serve: ArgumentParser) -> None:
    serve.add_argument(
        "--host",
        default="127.0.0.1",
        help="the address to listen on (default: %(default)s, this machine only)",
    )
    serve.add_argument(
        "--port",
        type=_port,
        default=8099,
        help="where the API listens, 0 for any free port (default: %(default)s)",
    )
    serve.add_argument(
        "--ingress-port",
        type=_port,
        metavar="PORT",
        help="where Home Assistant's ingress is answered, without a token "
        "(default: nowhere)",
    )


def _add_run_options(run: ArgumentParser) -> None:
    run.add_argument(
        "--dry-run", action="store_true", help="read and show; write to nobody"
    )
    run.add_argument(
        "--max-messages",
        type=_positive,
        metavar="N",
        help="send at most N messages in this run",
    )
    run.add_argument(
        "--mode",
        choices=_words(SendingMode),
        help="this run's sending mode instead of the option's",
    )


def _words(enum: type[StrEnum]) -> list[str]:
    return [member.value for member in enum]


def _port(text: str) -> int:
    if text.isascii() and text.isdecimal() and int(text) <= LAST_PORT:
        return int(text)
    raise ArgumentTypeError(f"{text!r} is not a port from 0 to {LAST_PORT}")


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number of 1 or more")
    return number
