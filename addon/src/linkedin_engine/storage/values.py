"""Between Python's values and what the columns hold."""

from datetime import UTC, datetime, timedelta
import unicodedata

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_ms(moment: datetime) -> int:
    """Return milliseconds since 1970 in UTC; the moment must know its zone."""
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """Return the moment in UTC."""
    return _EPOCH + milliseconds * _MILLISECOND


def from_ms_or_none(milliseconds: int | None) -> datetime | None:
    """Return the moment in UTC where there is one."""
    return None if milliseconds is None else from_ms(milliseconds)


def search_key(text: str) -> str:
    """Return a text without case and accents, so that ``elo`` finds ``Élodie``."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip()
