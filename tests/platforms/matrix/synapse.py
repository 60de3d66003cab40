"""A real Synapse for the tests: in an environment of its own, on loopback alone, on SQLite in a temporary folder.

It federates with nobody and trusts no key server. Its own limits are lifted unless a test asks for Synapse's defaults.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import socket
import subprocess
import time
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

NAME: Final = "ritournelle.test"
HOME: Final = Path(__file__).parents[3]
ENVIRONMENT: Final = HOME / ".venv-synapse"
STARTS_WITHIN: Final = 60.0  # seconds; two are usual
PASSWORD: Final = "a password of the tests"  # noqa: S105 - of this Synapse alone

_FREE: Final = {"per_second": 10_000, "burst_count": 10_000}
_UNLIMITED: Final[dict[str, Any]] = {
    "rc_message": _FREE,
    "rc_joins": {"local": _FREE, "remote": _FREE},
    "rc_joins_per_room": _FREE,
    "rc_invites": {"per_room": _FREE, "per_user": _FREE, "per_issuer": _FREE},
    "rc_room_creation": _FREE,
    "rc_media_create": _FREE,
    "rc_key_requests": _FREE,
    "rc_admin_redaction": _FREE,
}
# Accounts are made by the dozen here, which no limit of a real server is about.
_ACCOUNTS: Final[dict[str, Any]] = {
    "rc_registration": _FREE,
    "rc_login": {"address": _FREE, "account": _FREE, "failed_attempts": _FREE},
}


class NoSynapse(Exception):
    """There is no Synapse to test against; the words say how to have one."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account and the device that registering it made."""

    user: str
    device: str
    token: str


class Synapse:
    """One homeserver, ``ritournelle.test``; ``limited`` leaves Synapse's own rate limits in force."""

    def __init__(self, folder: Path, *, limited: bool = False) -> None:
        self._folder, self._limited = folder, limited
        self._secret = secrets.token_hex()
        self._running: subprocess.Popen[bytes] | None = None
        self._admin: Account | None = None
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._write_configuration()

    def start(self) -> None:
        """Start, and return when it answers."""
        python = ENVIRONMENT / "bin" / "python"
        if not python.exists():
            raise NoSynapse("The tests need Synapse in an environment of its own; make it: make .venv-synapse/.ready")
        with (self._folder / "output").open("ab") as output:
            self._running = subprocess.Popen(
                [python, "-m", "synapse.app.homeserver", "-c", self._folder / "homeserver.yaml"],
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                cwd=self._folder,
            )
        end = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            if self._running.poll() is not None or time.monotonic() > end:
                self.kill()
                raise NoSynapse(f"Synapse did not start:\n{(self._folder / 'output').read_text()[-2000:]}")
            time.sleep(0.05)  # between two looks at a port that opens within some seconds

    def stop(self) -> None:
        """Stop it as an administrator does."""
        if self._running is not None:
            self._running.terminate()
            try:
                self._running.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        self._running = None

    def kill(self) -> None:
        """Let the machine lose its power."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()
        self._running = None

    def register(self, name: str, *, admin: bool = False) -> Account:
        """Make an account by the shared secret, with the tests' password; return it with a first device."""
        path = "/_synapse/admin/v1/register"
        nonce = self.ask("GET", path)["nonce"]
        words = (nonce, name, PASSWORD, "admin" if admin else "notadmin")
        mac = hmac.new(self._secret.encode(), "\0".join(words).encode(), hashlib.sha1)
        body = {"nonce": nonce, "username": name, "password": PASSWORD, "admin": admin, "mac": mac.hexdigest()}
        made = self.ask("POST", path, body)
        return Account(made["user_id"], made["device_id"], made["access_token"])

    def log_in(self, user: str) -> Account:
        """Give an account a new device."""
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user},
            "password": PASSWORD,
        }
        made = self.ask("POST", "/_matrix/client/v3/login", body)
        return Account(made["user_id"], made["device_id"], made["access_token"])

    def free_of_limits(self, user: str) -> None:
        """Exempt an account from the rate limits, as the documents ask of an administrator."""
        path = f"/_synapse/admin/v1/users/{quote(user)}/override_ratelimit"
        self.ask("POST", path, {"messages_per_second": 0, "burst_count": 0}, self.admin)

    @property
    def admin(self) -> Account:
        """The administrator, made when first asked for."""
        if self._admin is None:
            self._admin = self.register("administrator", admin=True)
        return self._admin

    def ask(self, method: str, path: str, body: object = None, account: Account | None = None) -> Any:  # noqa: ANN401 - JSON
        """Ask the server something and return its JSON; raise ``HTTPError`` where it refuses."""
        headers = {"Content-Type": "application/json"}
        if account is not None:
            headers["Authorization"] = f"Bearer {account.token}"
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.url + path, data=data, method=method, headers=headers)  # noqa: S310 - our own loopback
        with urlopen(request, timeout=30) as answer:  # noqa: S310 - our own loopback
            return json.load(answer)

    def _answers(self) -> bool:
        try:
            self.ask("GET", "/_matrix/client/versions")
        except (URLError, HTTPError, ConnectionError, TimeoutError):
            return False
        return True

    def _write_configuration(self) -> None:
        """Write ``homeserver.yaml``; JSON is YAML too."""
        folder = self._folder
        log = {"version": 1, "disable_existing_loggers": False, "root": {"level": "ERROR"}}
        (folder / "log.yaml").write_text(json.dumps(log))
        seed = b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        configuration = {
            "server_name": NAME,
            "public_baseurl": f"{self.url}/",
            "pid_file": str(folder / "pid"),
            "log_config": str(folder / "log.yaml"),
            "listeners": [
                {
                    "port": self._port,
                    "type": "http",
                    "bind_addresses": ["127.0.0.1"],
                    "resources": [{"names": ["client"]}],
                }
            ],
            "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
            "media_store_path": str(folder / "media"),
            "signing_key": f"ed25519 tests {seed}",
            "macaroon_secret_key": secrets.token_hex(),
            "form_secret": secrets.token_hex(),
            "registration_shared_secret": self._secret,
            "bcrypt_rounds": 4,
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "federation_domain_whitelist": [],
            "report_stats": False,
            "presence": {"enabled": False},
            "user_directory": {"enabled": False},
            **_ACCOUNTS,
            **({} if self._limited else _UNLIMITED),
        }
        (folder / "homeserver.yaml").write_text(json.dumps(configuration))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
