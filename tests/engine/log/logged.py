from io import StringIO
import json
from typing import Any

from cryptography.fernet import Fernet

LI_AT = "AQEDATkx" + "Zy3_a-B" * 18

AJAX = "ajax:8142093645201874512"

MEMBER = "ACoAAB12345cdefGHIJKLmnopQRST_-uvwxyz01"

KEY = Fernet.generate_key().decode()

FERNET = Fernet(KEY).encrypt(b"x" * 40).decode()

TEXT = "Joyeux anniversaire Marie, profite bien"

SECRETS = [
    LI_AT,
    AJAX,
    KEY,
    FERNET,
]


class Output(StringIO):
    """What was logged, line by line."""

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    @property
    def event(self) -> dict[str, Any]:
        (event,) = self.events
        return event
