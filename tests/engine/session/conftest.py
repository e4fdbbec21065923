from collections.abc import Iterator
from pathlib import Path

import pytest

from linkedin_engine.session.vault import Vault
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.sessions import SessionRepository


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SessionRepository]:
    with Database.open(tmp_path / "linkedin.db") as database:
        yield SessionRepository(database)


@pytest.fixture
def vault(tmp_path: Path, store: SessionRepository) -> Vault:
    return Vault(tmp_path, store)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "secret.key"
