from pathlib import Path
import stat

import pytest

from linkedin_engine.api.token import API_TOKEN_FILE, load_or_create_token
from linkedin_engine.errors import StorageError


def _rights(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_the_first_start_makes_a_private_token_that_the_next_one_finds(
    tmp_path: Path,
) -> None:
    token = load_or_create_token(tmp_path, None)
    assert len(token) == 43
    assert _rights(tmp_path / API_TOKEN_FILE) == 0o600
    assert load_or_create_token(tmp_path, None) == token
    assert [one.name for one in tmp_path.iterdir()] == [API_TOKEN_FILE]


def test_two_houses_have_different_tokens(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    assert load_or_create_token(tmp_path / "one", None) != load_or_create_token(
        tmp_path / "two", None
    )


@pytest.mark.parametrize("left", [b"", b"half-a-tok", b"\xff" * 43, b"a" * 5000])
def test_a_file_that_was_not_written_to_its_end_is_replaced(
    tmp_path: Path, left: bytes
) -> None:
    file = tmp_path / API_TOKEN_FILE
    file.write_bytes(left)
    (tmp_path / f".{API_TOKEN_FILE}.new").write_bytes(b"of a crash")
    token = load_or_create_token(tmp_path, None)
    assert file.read_text().strip() == token
    assert _rights(file) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_rights_that_are_too_wide_are_mended(tmp_path: Path) -> None:
    token = load_or_create_token(tmp_path, None)
    (tmp_path / API_TOKEN_FILE).chmod(0o644)
    assert load_or_create_token(tmp_path, None) == token
    assert _rights(tmp_path / API_TOKEN_FILE) == 0o600


def test_a_given_token_wins_and_is_not_kept(tmp_path: Path) -> None:
    assert load_or_create_token(tmp_path, "mine") == "mine"
    assert not list(tmp_path.iterdir())


def test_a_token_that_can_be_neither_read_nor_made_says_what_to_do(
    tmp_path: Path,
) -> None:
    (tmp_path / API_TOKEN_FILE).mkdir()
    with pytest.raises(StorageError, match="check its owner"):
        load_or_create_token(tmp_path, None)
    with pytest.raises(StorageError, match="check the free space"):
        load_or_create_token(tmp_path / "absent", None)
