"""Zoho's own host names for programs that know nothing of the sandbox: a proxy that leads there.

Everything that a program does on its way to Zoho is real: its proxy settings, its TLS, its trust in
a certificate. Only behind the proxy it is the sandbox that answers.
"""

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HOSTS = {"accounts.zoho.eu": "/eu/accounts", "desk.zoho.eu": "/eu/desk"}
"""The paths of the sandbox behind the names."""


@contextmanager
def gateway(folder: Path, port: int) -> Iterator[dict[str, str]]:
    """Lead requests to `HOSTS` to a sandbox, and yield the environment for those who ask.

    Args:
        folder: where a key and its certificate are put.
        port: of the sandbox.
    """
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    names = ",".join(f"DNS:{host}" for host in HOSTS)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "800", "-subj", "/CN=gateway", "-addext", f"subjectAltName={names}",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server, context, port), daemon=True).start()
        yield {
            "HTTPS_PROXY": f"http://127.0.0.1:{server.getsockname()[1]}",
            **dict.fromkeys(
                ("SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"), str(certificate)
            ),
        }
        # Who accepts does not notice that the socket is closed.
        server.shutdown(socket.SHUT_RDWR)


def _serve(server: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with suppress(OSError):
        while True:
            visitor, _ = server.accept()
            threading.Thread(target=_lead, args=(visitor, context, port), daemon=True).start()


def _lead(visitor: socket.socket, context: ssl.SSLContext, port: int) -> None:
    """Answer one request of one connection."""
    with suppress(OSError, KeyError), visitor:
        head, _ = _request(visitor)
        path = HOSTS[head.split()[1].partition(":")[0]]
        visitor.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with context.wrap_socket(visitor, server_side=True) as safe:
            head, body = _request(safe)
            first, *rest = head.split("\r\n")
            method, target, version = first.split()
            kept = [line for line in rest if line.lower().split(":")[0] not in _OURS]
            lines = [f"{method} {path}{target} {version}", f"Host: localhost:{port}",
                     "Connection: close", *kept]  # fmt: skip
            with socket.create_connection(("127.0.0.1", port)) as sandbox:
                sandbox.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
                while data := sandbox.recv(65536):
                    safe.sendall(data)


_OURS = ("host", "connection")


def _request(source: socket.socket) -> tuple[str, bytes]:
    """Return head and body of a request."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = source.recv(65536)
        if not piece:
            raise OSError
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    text = head.decode("latin-1")
    length = next(
        (int(line.split(":")[1]) for line in text.split("\r\n")
         if line.lower().startswith("content-length:")), 0,
    )  # fmt: skip
    while len(body) < length:
        body += source.recv(65536)
    return text, body
