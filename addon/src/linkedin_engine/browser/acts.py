"""What a person does with mouse, fingers and keys, as Chromium is told of it.

Each act is a JSON object with a ``type``; lengths are the page's pixels. Names and
ranges: https://chromedevtools.github.io/devtools-protocol/tot/Input/
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
import math
from types import MappingProxyType
from typing import Any, Final

from linkedin_engine.errors import BadInputError

LONGEST_TEXT: Final = 4000
MOST_FINGERS: Final = 10
# Narrow telephones to a window on a desk; larger pictures cost a Pi dearly.
WIDTHS: Final = (280, 1280)
HEIGHTS: Final = (320, 1024)

_FARTHEST: Final = 10_000
_LONGEST_KEY: Final = 32
_MOST_CLICKS: Final = 3
_MODIFIERS: Final = 15
_BUTTONS: Final = 31
_LARGEST_KEY_CODE: Final = 255
_LOCATIONS: Final = 3

_MOUSE = {"move": "mouseMoved", "down": "mousePressed", "up": "mouseReleased"}
_TOUCH = {
    "start": "touchStart",
    "move": "touchMove",
    "end": "touchEnd",
    "cancel": "touchCancel",
}
_WAYS = {
    "back": ("Runtime.evaluate", {"expression": "history.back()"}),
    "reload": ("Page.reload", {}),
}


@dataclass(frozen=True, slots=True)
class Command:
    """One call of Chromium's DevTools protocol."""

    method: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Size:
    """The page's window."""

    width: int
    height: int

    @classmethod
    def within_bounds(cls, width: float, height: float) -> "Size":
        """Return the nearest size that a page is shown in."""
        return cls(
            width=round(min(max(width, WIDTHS[0]), WIDTHS[1])),
            height=round(min(max(height, HEIGHTS[0]), HEIGHTS[1])),
        )


def size_of(act: Mapping[str, Any]) -> Size | None:
    """Return the size that an act asks for; None where it asks for something else."""
    if act.get("type") != "size":
        return None
    return Size.within_bounds(
        _number(act, "width", 0, _FARTHEST), _number(act, "height", 0, _FARTHEST)
    )


def commands(act: Mapping[str, Any]) -> Sequence[Command]:
    """Return what Chromium is told; raises ``BadInputError`` for what is no act."""
    kind = _word(act, "type", _KINDS)
    return _KINDS[kind](act)


def _mouse(act: Mapping[str, Any]) -> Sequence[Command]:
    kind = _word(act, "kind", _MOUSE)
    parameters = {
        "type": _MOUSE[kind],
        **_point(act),
        "button": _word(act, "button", ("none", "left", "middle", "right"), "none"),
        "buttons": _whole(act, "buttons", _BUTTONS),
        "clickCount": _whole(act, "clicks", _MOST_CLICKS),
        "modifiers": _whole(act, "modifiers", _MODIFIERS),
    }
    return (Command("Input.dispatchMouseEvent", parameters),)


def _wheel(act: Mapping[str, Any]) -> Sequence[Command]:
    parameters = {
        "type": "mouseWheel",
        **_point(act),
        "deltaX": _number(act, "dx", -_FARTHEST, _FARTHEST),
        "deltaY": _number(act, "dy", -_FARTHEST, _FARTHEST),
        "modifiers": _whole(act, "modifiers", _MODIFIERS),
    }
    return (Command("Input.dispatchMouseEvent", parameters),)


def _touch(act: Mapping[str, Any]) -> Sequence[Command]:
    kind = _word(act, "kind", _TOUCH)
    points = act.get("points")
    if not isinstance(points, list) or len(points) > MOST_FINGERS:
        raise BadInputError("points", f"is a list of up to {MOST_FINGERS} fingers")
    if not all(isinstance(each, Mapping) for each in points):
        raise BadInputError("points", "has an object for each finger")
    fingers = [{**_point(each), "id": _whole(each, "id", _FARTHEST)} for each in points]
    parameters = {"type": _TOUCH[kind], "touchPoints": fingers}
    return (Command("Input.dispatchTouchEvent", parameters),)


def _key(act: Mapping[str, Any]) -> Sequence[Command]:
    text = _text(act, "text", _LONGEST_KEY)
    down = "keyDown" if text else "rawKeyDown"
    parameters = {
        "type": down if _word(act, "kind", ("down", "up")) == "down" else "keyUp",
        "key": _text(act, "key", _LONGEST_KEY),
        "code": _text(act, "code", _LONGEST_KEY),
        "windowsVirtualKeyCode": _whole(act, "key_code", _LARGEST_KEY_CODE),
        "modifiers": _whole(act, "modifiers", _MODIFIERS),
        "location": _whole(act, "location", _LOCATIONS),
        "autoRepeat": act.get("repeat") is True,
    }
    if text and parameters["type"] == down:
        parameters["text"] = text
    return (Command("Input.dispatchKeyEvent", parameters),)


def _insert(act: Mapping[str, Any]) -> Sequence[Command]:
    text = _text(act, "text", LONGEST_TEXT)
    return (Command("Input.insertText", {"text": text}),)


def _go(act: Mapping[str, Any]) -> Sequence[Command]:
    method, parameters = _WAYS[_word(act, "to", _WAYS)]
    return (Command(method, parameters),)


def _size(act: Mapping[str, Any]) -> Sequence[Command]:
    size_of(act)
    return ()


_KINDS: Final[Mapping[str, Callable[[Mapping[str, Any]], Sequence[Command]]]] = (
    MappingProxyType(
        {
            "mouse": _mouse,
            "wheel": _wheel,
            "touch": _touch,
            "key": _key,
            "text": _insert,
            "go": _go,
            "size": _size,
        }
    )
)


def _point(act: Mapping[str, Any]) -> dict[str, float]:
    return {axis: _number(act, axis, -_FARTHEST, _FARTHEST) for axis in ("x", "y")}


def _number(act: Mapping[str, Any], name: str, low: float, high: float) -> float:
    value = act.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInputError(name, "is a number")
    if not (math.isfinite(value) and low <= value <= high):
        raise BadInputError(name, f"is from {low} to {high}")
    return value


def _whole(act: Mapping[str, Any], name: str, most: int) -> int:
    value = act.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise BadInputError(name, f"is a whole number up to {most}")
    return value


def _text(act: Mapping[str, Any], name: str, longest: int) -> str:
    value = act.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise BadInputError(name, f"is a text of up to {longest} characters")
    return value


def _word(
    act: Mapping[str, Any],
    name: str,
    words: Mapping[str, Any] | Sequence[str],
    default: str | None = None,
) -> str:
    value = act.get(name, default)
    if not isinstance(value, str) or value not in words:
        raise BadInputError(name, f"is one of {', '.join(words)}")
    return value
