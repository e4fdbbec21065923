from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
import stat

import pytest

from linkedin_engine.errors import SecretKeyError
from linkedin_engine.session.importers import import_session
from linkedin_engine.session.vault import Vault

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

LATER = NOW + timedelta(hours=1)

END = NOW + timedelta(days=300)

LI_AT = "AQEDATkxMjM0NTY3Zy3_a-BZy3_a-BZy3_a-B"

JSESSIONID = '"ajax:8142093645201874512"'


def exported(li_at: str = LI_AT) -> str:
    common = {"domain": ".www.linkedin.com", "expirationDate": END.timestamp()}
    return json.dumps(
        [
            {"name": "li_at", "value": li_at, **common},
            {"name": "JSESSIONID", "value": JSESSIONID, **common},
        ]
    )


STATE = import_session(exported(), now=NOW)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def unopened(vault: Vault) -> str:
    with pytest.raises(SecretKeyError) as caught:
        vault.load()
    message = str(caught.value)
    with pytest.raises(SecretKeyError):
        vault.status(NOW)
    with pytest.raises(SecretKeyError):
        vault.rotate(NOW)
    assert "session clear" in message
    assert "secret.key" in message
    return message
