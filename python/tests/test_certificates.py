"""Certificates of servers are looked for where SSL_CERT_FILE says: other systems than Debian keep them elsewhere."""

from __future__ import annotations

import http.server
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import tuningfork
from tuningfork._program import CERTIFICATES, environment


class Refusing(http.server.BaseHTTPRequestHandler):
    """A server that knows nothing."""

    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Its address, and the certificate that it shows."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *subject]
    subprocess.run([*make, "-out", certificate, "-keyout", key], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    serving = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    serving.socket = context.wrap_socket(serving.socket, server_side=True)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"https://127.0.0.1:{serving.server_address[1]}/pictures", certificate
    serving.shutdown()
    serving.server_close()


@pytest.mark.parametrize("is_known", [True, False])
def test_a_certificate_is_checked_against_the_named_file(
    tmp_path: Path, server: tuple[str, Path], is_known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, certificate = server
    known = certificate if is_known else next(filter(Path.exists, map(Path, CERTIFICATES)))
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(known))
    galaxies = tmp_path / "galaxies.csv"
    galaxies.write_text("id,ra,dec,petroRad_r\n1,150.0,2.0,5.0\n")
    tuningfork.fetch(galaxies, survey="sdss", endpoint=address, output=tmp_path / "fetched", quiet=True)
    failures = (tmp_path / "fetched/failures.csv").read_text()
    assert ("404" in failures, "certificate" in failures) == (is_known, not is_known), failures


def test_a_system_without_the_variable_has_it_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    assert environment()["SSL_CERT_FILE"] in CERTIFICATES
