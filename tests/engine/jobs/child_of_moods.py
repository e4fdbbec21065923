"""A run's process in miniature: it does what the next line of a file says.

``child_of_moods.py FOLDER`` takes the first line of ``FOLDER/moods`` and leaves its
process id and the bot in ``FOLDER/ran``. An empty file means ``finish``.
"""

import json
import os
from pathlib import Path
import signal
import sys
import time
from typing import Any


def say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> int:
    folder = Path(sys.argv[1])
    lines = (folder / "moods").read_text(encoding="utf-8").splitlines()
    mood = lines[0] if lines else "finish"
    (folder / "moods").write_text("\n".join(lines[1:]), encoding="utf-8")
    request = json.loads(sys.stdin.read())
    with (folder / "ran").open("a", encoding="utf-8") as file:
        file.write(f"{os.getpid()} {request['bot']}\n")
    if mood == "die":
        return 70
    if mood == "busy":
        say({"message": "Another run is under way.", "code": "busy", "exit_status": 6})
        return 6
    if mood == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if mood == "sleep":
        signal.signal(signal.SIGTERM, lambda *_: mood_over(request, "cancelled"))
    step = {"run_id": request["run_id"], "step": "reading", "done": 1, "total": 3}
    say({"progress": step})
    if mood in {"deaf", "sleep", "mute"}:
        while True:
            time.sleep(60)
    return end(request, None if mood == "finish" else mood)


def mood_over(request: dict[str, Any], reason: str) -> None:
    end(request, reason)
    # The handler came in the middle of a sleep that nothing else ends.
    os._exit(0)


def end(request: dict[str, Any], reason: str | None) -> int:
    failed = {"network", "browser_crashed", "internal", "page_changed"}
    state = "finished" if reason is None else "stopped"
    moment = "2026-11-23T00:00:00+00:00"
    report = {
        "run_id": request["run_id"],
        "bot": request["bot"],
        "mode": request["mode"],
        "dry_run": request["dry_run"],
        "state": "failed" if reason in failed else state,
        "reason": reason,
        "sent": 2,
        "started_at": moment,
        "finished_at": moment,
    }
    say({"report": report, "message": reason and f"It was {reason}.", "exit_status": 0})
    return 0


if __name__ == "__main__":
    sys.exit(main())
