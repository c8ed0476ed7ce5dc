"""Runs intake against aiosmtpd in every way it can be told to reach a mail server. tools/mail.sh calls this."""

import json
import os
import pathlib
import ssl
import subprocess
import sys
import time
import urllib.request

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

PROGRAM, WORK = sys.argv[1], pathlib.Path(sys.argv[2])
PASSWORD = "correct horse battery staple"
DESK = "desk@clinic.example"
ANSWERS = [b"Sample", b"010-0123", b"anxiety", b"First line"]
PATIENCE = 60


class Inbox:
    def __init__(self):
        self.messages = []

    async def handle_DATA(self, server, session, envelope):
        self.messages.append((session, envelope))
        return "250 Taken"


def authenticate(server, session, envelope, mechanism, data):
    is_right = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=is_right, handled=is_right)


def tls():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(WORK / "server.pem", WORK / "server.key")
    return context


class Server(Controller):
    """On a free port; `way` is smtps, starttls or plain."""

    def __init__(self, inbox, way, login):
        self.way, self.login = way, login
        super().__init__(inbox, hostname="127.0.0.1", port=0, ssl_context=tls() if way == "smtps" else None)

    def factory(self):
        return SMTP(
            self.handler,
            hostname="mail.test",
            tls_context=tls() if self.way == "starttls" else None,
            require_starttls=self.way == "starttls",
            authenticator=authenticate if self.login else None,
            auth_required=self.login,
            auth_require_tls=self.way != "plain" and self.way != "smtps",
        )

    def _trigger_server(self):
        # The port is known only once it listens.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def attempt(name, way, url, *, login=False, password=PASSWORD, trusted=True, arrives=True, says=()):
    inbox = Inbox()
    server = Server(inbox, way, login)
    server.start()
    folder = WORK / name
    folder.mkdir()
    (folder / "password").write_text(password + "\n")
    command = [PROGRAM, "serve", "--listen", "127.0.0.1:0", "--database", folder / "intake.db", "--notify", DESK]
    command += ["--mail-from", "website@clinic.example", "--mail-server", url.format(port=server.port)]
    if login:
        command += ["--mail-user", "website", "--mail-password-file", folder / "password"]
    if trusted:
        command += ["--authorities", WORK / "authority.pem"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("INTAKE_")}
    log = folder / "log"
    with log.open("wb") as file:
        intake = subprocess.Popen(command, stderr=file, env=environment)
    try:
        address = wait(name, lambda: log.read_text().partition("listens on ")[2].split("\n")[0])
        post(address)
        if arrives:
            wait(name, lambda: inbox.messages)
            session, envelope = inbox.messages[0]
            assert envelope.rcpt_tos == [DESK] and envelope.mail_from == "website@clinic.example", name
            assert b"Subject: New consultation request 0000-0001" in envelope.content, envelope.content
            assert (session.ssl is not None) == (way == "starttls"), name
            assert not any(answer in envelope.content for answer in ANSWERS), envelope.content
        for words in says:
            wait(f"{name}: {words}", lambda: words in log.read_text())
        assert bool(inbox.messages) == arrives, name
        assert password not in log.read_text(), "the password is in the log"
    finally:
        intake.terminate()
        assert intake.wait(PATIENCE) == 0
        server.stop()
    print(f"ok: {name}")


def post(address):
    body = {
        "id": "00000001-0000-4000-8000-000000000000",
        "name": "Sample Person",
        "contact_preference": "phone",
        "phone": "(555) 010-0123",
        "topic": "anxiety-disorders",
        "message": "First line",
        "consent": True,
    }
    request = urllib.request.Request(
        f"{address}/api/consultations", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        assert answer.status == 201


def wait(what, ask):
    end = time.monotonic() + PATIENCE
    while not (answer := ask()):
        assert time.monotonic() < end, f"waited too long: {what}"
        time.sleep(0.05)
    return answer


attempt("plain on this machine", "plain", "smtp://127.0.0.1:{port}")
attempt("plain with a password", "plain", "smtp://127.0.0.1:{port}", login=True)
attempt("TLS", "smtps", "smtps://localhost:{port}")
attempt("TLS with a password", "smtps", "smtps://localhost:{port}", login=True)
attempt("STARTTLS", "starttls", "smtp+starttls://localhost:{port}")
attempt("STARTTLS with a password", "starttls", "smtp+starttls://localhost:{port}", login=True)
attempt(
    "a wrong password", "starttls", "smtp+starttls://localhost:{port}",
    login=True, password="not the one", arrives=False, says=["does not take the user and the password"],
)
attempt(
    "a certificate of nobody we know", "smtps", "smtps://localhost:{port}",
    trusted=False, arrives=False, says=["can't be reached", "certificate"],
)
attempt(
    "a certificate for another name", "smtps", "smtps://127.0.0.1:{port}",
    arrives=False, says=["can't be reached", "certificate"],
)
attempt(
    "no STARTTLS where it is asked for", "plain", "smtp+starttls://localhost:{port}",
    arrives=False, says=["does not encrypt"],
)
