from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from linkedin_engine.contract.enums import Occasion
from linkedin_engine.domain.templates import Template
from linkedin_engine.errors import ConflictError, NotFoundError
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.messages import MessageRepository
from linkedin_engine.storage.sessions import SessionRepository
from linkedin_engine.storage.settings import SettingsRepository

MINUTE = timedelta(minutes=1)


@pytest.fixture
def messages(database: Database) -> MessageRepository:
    return MessageRepository(database)


@pytest.fixture
def settings(database: Database) -> SettingsRepository:
    return SettingsRepository(database)


@pytest.fixture
def sessions(database: Database) -> SessionRepository:
    return SessionRepository(database)


def template(name: str, **changes: Any) -> Template:
    values: dict[str, Any] = {
        "id": name,
        "language": "en",
        "occasion": Occasion.BIRTHDAY,
        "late": False,
        "text": f"Happy birthday from {name}",
        "enabled": True,
    }
    return Template(**(values | changes))


def test_templates_are_kept_changed_and_removed(
    messages: MessageRepository, now: datetime
) -> None:
    messages.put(template("one"), now)
    messages.put(template("two"), now + MINUTE)
    messages.put(template("one", text="Another text"), now + 2 * MINUTE)

    assert messages.all() == [template("one", text="Another text"), template("two")]
    messages.delete("one")
    assert messages.all() == [template("two")]
    with pytest.raises(NotFoundError):
        messages.delete("one")
    with pytest.raises(NotFoundError):
        messages.get("one")


def test_replacing_all_templates_is_all_or_nothing(
    messages: MessageRepository, now: datetime
) -> None:
    messages.replace_all([template("one"), template("two")], now)
    messages.replace_all([template("two"), template("three")], now + MINUTE)
    kept = [template("two"), template("three")]
    broken = template("four", text=None)

    with pytest.raises(ConflictError):
        messages.replace_all([template("five"), broken], now)

    assert messages.all() == kept


def test_settings_are_kept_as_they_were_given(
    settings: SettingsRepository, database: Database
) -> None:
    values = {"days": ["mon", "tue"], "daily_limit": 15, "language": "fr", "x": None}
    settings.put(values)
    before = database._connection.total_changes
    settings.put(values)

    assert settings.get_all() == values
    assert database._connection.total_changes == before
    settings.put({"daily_limit": 5})
    settings.delete("days", "x", "unknown")
    assert settings.get_all() == {"daily_limit": 5, "language": "fr"}


def test_a_setting_that_is_no_json_changes_nothing(
    settings: SettingsRepository,
) -> None:
    with pytest.raises(ValueError, match="JSON"):
        settings.put({"daily_limit": 5, "weekly_limit": float("nan")})

    assert settings.get_all() == {}


def on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_a_session_is_kept_until_it_is_cleared(
    sessions: SessionRepository, now: datetime
) -> None:
    assert sessions.load() is None
    assert sessions.saved_at() is None
    sessions.save(b"\x00first", now)
    sessions.save(b"\x00second", now + MINUTE)

    assert sessions.load() == b"\x00second"
    assert sessions.saved_at() == now + MINUTE
    sessions.clear()
    assert sessions.load() is None


@pytest.mark.parametrize("size", [40, 30_000])
@pytest.mark.parametrize("in_a_transaction", [True, False])
def test_an_old_session_does_not_stay_in_the_files(
    database: Database,
    sessions: SessionRepository,
    now: datetime,
    *,
    size: int,
    in_a_transaction: bool,
) -> None:
    first, second = (word * (size // 5) for word in (b"first", b"other"))
    sessions.save(first, now)
    assert first[:500] in on_disk(database.path)

    if in_a_transaction:
        with database.transaction():
            sessions.save(second, now)
    else:
        sessions.save(second, now)
    assert b"firstfirst" not in on_disk(database.path)
    assert b"otherother" in on_disk(database.path)

    sessions.clear()
    assert b"otherother" not in on_disk(database.path)
