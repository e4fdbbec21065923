"""What the doctor makes of the way to LinkedIn."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
import socket
import ssl
import threading
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
import pytest

from engine.system.conftest import Settle
from linkedin_engine.system.doctor import network


@contextmanager
def listening(meet: Callable[[socket.socket], None]) -> Iterator[int]:
    """Take one connection on a port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    meet(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def certified_by_nobody(folder: Path) -> ssl.SSLContext:
    """Return a server's side with a certificate that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_a_site_that_takes_a_connection_is_reachable(settle: Settle) -> None:
    with listening(lambda _: None) as port:
        found = network.LINKEDIN.look(settle(base_url=f"http://127.0.0.1:{port}"))
    assert found.outcome == "reachable"
    assert str(found.value).endswith(" ms")


def test_a_port_where_nobody_listens_is_unreachable(settle: Settle) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    found = network.LINKEDIN.look(settle(base_url=f"http://127.0.0.1:{port}"))
    assert found.outcome == "unreachable"
    assert "refused" in str(found.value)


def test_who_cannot_prove_to_be_linkedin_is_not_trusted(
    settle: Settle, tmp_path: Path
) -> None:
    context = certified_by_nobody(tmp_path)

    def greet(connection: socket.socket) -> None:
        context.wrap_socket(connection, server_side=True).close()

    with listening(greet) as port:
        found = network.LINKEDIN.look(settle(base_url=f"https://localhost:{port}"))
    assert found.outcome == "untrusted"


def test_who_takes_a_connection_and_says_nothing_is_not_waited_for(
    settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "CONNECT_SECONDS", 0.2)
    done = threading.Event()

    def keep_silent(_: socket.socket) -> None:
        done.wait(10)

    with listening(keep_silent) as port:
        begun = time.monotonic()
        found = network.LINKEDIN.look(settle(base_url=f"https://127.0.0.1:{port}"))
        done.set()
    assert found.outcome == "unreachable"
    assert time.monotonic() - begun < 5


def test_a_name_that_is_known_has_a_time(settle: Settle) -> None:
    found = network.DNS.look(settle(base_url="http://localhost:1"))
    assert found.outcome == "fast"
    assert str(found.value).endswith(" ms")


def test_a_name_that_is_not_known_is_told(
    settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    found = network.DNS.look(settle(base_url="https://www.linkedin.com"))
    assert found.outcome == "silent"
    assert "www.linkedin.com" in str(found.value)


def test_a_slow_name_server_is_told(
    settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "SLOW_ANSWER_SECONDS", 0.0)
    found = network.DNS.look(settle(base_url="http://localhost:1"))
    assert found.outcome == "slow"
