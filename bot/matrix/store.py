"""``MATRIX_STORE``: the folder of the account's one device, its owner's alone, open to one process at a time.

It holds the login (``login.json``), the key under which nio seals its own file (``pickle.key``), that file, and the
account's own identity (``identity.json``). Who holds the folder is the bot; without it nobody is.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from bot.wiring import CannotStart
from handlers.texts import Voice

FOLDER: Final = 0o700
FILE: Final = 0o600
LOGIN: Final = "login.json"
PICKLE_KEY: Final = "pickle.key"
IDENTITY: Final = "identity.json"
LOCK: Final = "lock"


@dataclass(frozen=True, slots=True)
class Login:
    """A device and the token that speaks for it; ``fingerprint`` is its public key, once it has keys."""

    user: str
    device: str
    token: str
    fingerprint: str = ""


class Store:
    """The folder. ``open`` comes first; until ``close`` no other process may have it."""

    def __init__(self, folder: Path, voice: Voice) -> None:
        self.folder, self._voice = folder, voice
        self._lock: int | None = None

    def open(self) -> None:
        """Make the folder or find it as it must be; raise ``CannotStart`` where others can open it or have it."""
        self.folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)
        if exposed(self.folder):
            command = f"chmod 700 {self.folder}"
            raise CannotStart(
                self._voice("Others on this machine can open {file}: {command}", file=self.folder, command=command)
            )
        self._lock = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, FILE)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.close()
            raise CannotStart(
                self._voice(
                    "Another Ritournelle is using {folder}: stop it first, since one device cannot be two.",
                    folder=self.folder,
                )
            ) from None

    def close(self) -> None:
        """Let others have it."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def login(self) -> Login | None:
        """Return the login that is kept."""
        found = self._read(LOGIN)
        return None if found is None else Login(**found)

    def keep_login(self, login: Login) -> None:
        """Keep a login."""
        self._write(LOGIN, json.dumps(asdict(login)))

    def identity(self) -> dict[str, str] | None:
        """Return the seeds of the account's own identity, if it was made here."""
        return self._read(IDENTITY)

    def keep_identity(self, seeds: Mapping[str, str]) -> None:
        """Keep the seeds of an identity, before anybody is told of it."""
        self._write(IDENTITY, json.dumps(dict(seeds)))

    def pickle_key(self) -> str:
        """Return the key under which nio seals what it writes, made the first time."""
        file = self.folder / PICKLE_KEY
        if not file.exists():
            self._write(PICKLE_KEY, secrets.token_urlsafe(32))
        return file.read_text()

    def room_for(self, login: Login) -> None:
        """Make nio's file before nio does, so that it is its owner's alone; SQLite's log takes its mode."""
        (self.folder / f"{login.user}_{login.device}.db").touch(mode=FILE)

    def _read(self, name: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = json.loads((self.folder / name).read_text())
        except FileNotFoundError:
            return None
        return found

    def _write(self, name: str, text: str) -> None:
        """Write a file whole or not at all."""
        new = self.folder / f"{name}.new"
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.folder / name)


def exposed(path: Path) -> bool:
    """Tell whether somebody else on this machine may open it."""
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
