"""All models of the contract, their snapshot as JSON Schema, and the samples.

Run as a program, it writes the snapshot: see scripts/contract_snapshot.
"""

from collections.abc import Mapping
from dataclasses import is_dataclass
from hashlib import sha256
import json
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from linkedin_engine.contract import events, models, replies, requests, state
from linkedin_engine.contract.schema import definitions
from linkedin_engine.contract.version import SCHEMA_VERSION

FOLDER: Final = Path(__file__).parent
SAMPLES: Final = FOLDER / "samples"
SNAPSHOT: Final = FOLDER / f"schema_v{SCHEMA_VERSION}.json"
_BASES: Final[set[type]] = {requests.Request, requests.Page, models.Reply, events.Event}

type Json = dict[str, Any]


def _of(*modules: ModuleType) -> Mapping[str, type[Any]]:
    return {
        thing.__name__: thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type)
        and is_dataclass(thing)
        and thing.__module__ == module.__name__
        and thing not in _BASES
    }


REQUESTS: Final = _of(requests)
EVENTS: Final = _of(events)
REPLIES: Final = _of(models, replies, state)
MODELS: Final = {**REQUESTS, **REPLIES, **EVENTS}


def schemas() -> Json:
    """Return every model's JSON Schema as the code has it now."""
    return definitions(MODELS.values())


def fingerprint(schemas: Json) -> str:
    """Return what two equal vocabularies have in common."""
    text = json.dumps({"version": SCHEMA_VERSION, "models": schemas}, sort_keys=True)
    return sha256(text.encode()).hexdigest()


def recorded() -> Json:
    """Return the committed snapshot of this schema version; empty if there is none."""
    if not SNAPSHOT.exists():
        return {"sha256": "", "$defs": {}}
    snapshot: Json = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    return snapshot


def samples(folder: str) -> list[tuple[str, str, Json]]:
    """Return a folder's samples: the model's name, what is special, the JSON."""
    return [
        (path.stem, what, sample)
        for path in sorted((SAMPLES / folder).glob("*.json"))
        for what, sample in json.loads(path.read_text(encoding="utf-8")).items()
    ]


def main() -> None:
    """Write the snapshot of this schema version."""
    now = schemas()
    snapshot = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "schema_version": SCHEMA_VERSION,
        "sha256": fingerprint(now),
        "$defs": now,
    }
    text = json.dumps(snapshot, indent=2, sort_keys=True) + "\n"
    SNAPSHOT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
