"""A run's process that kills itself at one step of the way of a wish.

``python kill_at.py STEP before|after`` is the real run with one function wrapped:
the kernel ends the process with SIGKILL just before or just after it.
"""

from collections.abc import Callable
import inspect
import os
import signal
import sys
from typing import Any

from linkedin_engine.app import run
from linkedin_engine.linkedin.conversation import Conversation
from linkedin_engine.storage.runs import RunRepository
from linkedin_engine.storage.wishes import WishRepository

STEPS: dict[str, tuple[type, str]] = {
    "start": (RunRepository, "start"),
    "draft": (WishRepository, "add"),
    "write": (Conversation, "write"),
    "intent": (WishRepository, "begin_sending"),
    "click": (Conversation, "send"),
    "sent": (WishRepository, "mark_sent"),
    "finish": (RunRepository, "finish"),
}


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _deadly(function: Callable[..., Any], when: str) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(function):

        async def wrapped_async(*args: Any, **kwargs: Any) -> Any:
            if when == "before":
                _die()
            result = await function(*args, **kwargs)
            _die()
            return result

        return wrapped_async

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if when == "before":
            _die()
        result = function(*args, **kwargs)
        _die()
        return result

    return wrapped


if __name__ == "__main__":
    owner, name = STEPS[sys.argv[1]]
    setattr(owner, name, _deadly(getattr(owner, name), sys.argv[2]))
    sys.exit(run.main())
