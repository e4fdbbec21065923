"""What the twin received: the ground truth of the tests."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Received:
    """One message that reached a member."""

    member_id: str
    name: str
    text: str
    at: datetime


@dataclass
class Record:
    """Messages received and documents served, in order.

    ``traps`` names what was clicked that a careful engine never clicks, ``logins``
    are the names and passwords that were typed.
    """

    messages: list[Received] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    refused: int = 0
    traps: list[str] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)

    def texts_for(self, member_id: str) -> list[str]:
        """Return what a member received."""
        return [m.text for m in self.messages if m.member_id == member_id]

    def as_json(self) -> dict[str, Any]:
        """Return the record for ``GET /twin/record``."""
        return {
            "messages": [asdict(m) | {"at": m.at.isoformat()} for m in self.messages],
            "documents": self.documents,
            "refused": self.refused,
            "traps": self.traps,
        }
