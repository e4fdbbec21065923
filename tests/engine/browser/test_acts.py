"""What a person does becomes what Chromium is told, and nothing else does."""

from typing import Any

import pytest

from linkedin_engine.browser.acts import Size, commands, size_of
from linkedin_engine.errors import BadInputError

POINT = {"x": 10.5, "y": 20}
ACTS: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
    (
        {"type": "mouse", "kind": "down", **POINT, "button": "left", "clicks": 2},
        "Input.dispatchMouseEvent",
        {"type": "mousePressed", "button": "left", "clickCount": 2, "x": 10.5},
    ),
    (
        {"type": "mouse", "kind": "move", **POINT, "buttons": 1, "modifiers": 8},
        "Input.dispatchMouseEvent",
        {"type": "mouseMoved", "button": "none", "buttons": 1, "modifiers": 8},
    ),
    (
        {"type": "wheel", **POINT, "dx": 0, "dy": -120.5},
        "Input.dispatchMouseEvent",
        {"type": "mouseWheel", "deltaY": -120.5},
    ),
    (
        {"type": "touch", "kind": "start", "points": [{"id": 7, **POINT}]},
        "Input.dispatchTouchEvent",
        {"type": "touchStart", "touchPoints": [{"id": 7, **POINT}]},
    ),
    (
        {"type": "key", "kind": "down", "key": "a", "code": "KeyA", "text": "a"},
        "Input.dispatchKeyEvent",
        {"type": "keyDown", "key": "a", "text": "a"},
    ),
    (
        {"type": "key", "kind": "down", "key": "Tab", "key_code": 9},
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "windowsVirtualKeyCode": 9},
    ),
    ({"type": "text", "text": "Ω"}, "Input.insertText", {"text": "Ω"}),
    ({"type": "go", "to": "reload"}, "Page.reload", {}),
]
NONSENSE: list[dict[str, Any]] = [
    {},
    {"type": "navigate", "url": "https://example.org"},
    {"type": ["mouse"]},
    {"type": "go", "to": "https://example.org"},
    {"type": "mouse", "kind": "down"},
    {"type": "mouse", "kind": "down", "x": float("nan"), "y": 1},
    {"type": "mouse", "kind": "down", "x": True, "y": 1},
    {"type": "mouse", "kind": "down", **POINT, "button": "all"},
    {"type": "mouse", "kind": "down", **POINT, "clicks": -1},
    {
        "type": "touch",
        "kind": "start",
        "points": [{"id": n, **POINT} for n in range(11)],
    },
    {"type": "touch", "kind": "start", "points": ["here"]},
    {"type": "key", "kind": "press", "key": "a"},
    {"type": "key", "kind": "down", "key": "a" * 33},
    {"type": "text", "text": "a" * 4001},
    {"type": "size", "width": "wide", "height": 1},
]


@pytest.mark.parametrize(("act", "method", "parameters"), ACTS)
def test_an_act_becomes_one_command(
    act: dict[str, Any], method: str, parameters: dict[str, Any]
) -> None:
    (command,) = commands(act)
    assert command.method == method
    assert parameters.items() <= dict(command.parameters).items()


@pytest.mark.parametrize("act", NONSENSE)
def test_nonsense_is_told_to_nobody(act: dict[str, Any]) -> None:
    with pytest.raises(BadInputError):
        commands(act)


def test_a_window_is_as_large_as_asked_within_what_a_pi_can_draw() -> None:
    assert size_of({"type": "size", "width": 390.4, "height": 600}) == Size(390, 600)
    assert size_of({"type": "size", "width": 9999, "height": 1}) == Size(1280, 320)
    assert not commands({"type": "size", "width": 390, "height": 600})
