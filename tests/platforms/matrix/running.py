"""The whole bot on a real Synapse: clerk, act, the adapter with its own sync, and a database in a folder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bot.matrix.app import Account as Bot
from bot.matrix.seam import Crypto
from bot.settings import Settings
from bot.wiring import Runtime
from storage.records import Language
from tests.platforms.matrix.synapse import PASSWORD, Account, Synapse
from tests.sketch import sketch


def settings_for(
    synapse: Synapse,
    account: Account,
    folder: Path,
    *,
    language: Language = "en",
    by_token: bool = False,
    managers: Sequence[str] = (),
) -> Settings:
    """Return what an operator would write in ``.env`` for an account of this Synapse.

    It logs in by password, or with the device and the token that registering the account made.
    """
    token = {"MATRIX_ACCESS_TOKEN": account.token, "MATRIX_DEVICE_ID": account.device}
    return Settings.model_validate(
        {
            "DATABASE_URL": f"sqlite:///{folder}/matrix.db",
            "MATRIX_HOMESERVER": synapse.url,
            "MATRIX_USER": account.user,
            "MATRIX_STORE": str(folder / "matrix-store"),
            **(token if by_token else {"MATRIX_PASSWORD": PASSWORD}),
            "RITOURNELLE_LANGUAGE": language,
            "RITOURNELLE_TIMEZONE": "Europe/Paris",
            "ADMIN_PORT": "0",
            "RITOURNELLE_MANAGERS": ",".join(managers),
        }
    )


@dataclass(slots=True)
class Running:
    """One bot and what it stands on; it may be stopped and started again on what it stored."""

    synapse: Synapse
    account: Account
    folder: Path
    language: Language = "en"
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    interval: float = 0.0
    managers: tuple[str, ...] = ()
    bot: Bot = field(init=False)
    runtime: Runtime = field(init=False)
    _speaking: asyncio.Task[None] | None = None

    @property
    def user(self) -> str:
        """The bot's mxid."""
        return self.account.user

    async def start(self, *, crypto: Crypto | None = None, speaking: bool = True) -> None:
        """Start it as ``ritournelle run`` does; without ``speaking``, cards wait until they are asked for."""
        settings = settings_for(self.synapse, self.account, self.folder, language=self.language, managers=self.managers)
        self.bot = Bot(settings, web.Application(), crypto=crypto)
        self.bot.port.interval = self.interval
        url = settings.database_url.get_secret_value()
        self.runtime = Runtime(url, replace(settings.to_house(), paint=sketch), {"matrix": self.bot.port}, self.clock)
        await asyncio.to_thread(self.runtime.database.migrate)
        await self.runtime.begin()
        await self.bot.start(self.runtime)
        loop = asyncio.get_running_loop()

        def committed() -> None:
            loop.call_soon_threadsafe(self.runtime.act.wake)

        self.runtime.clerk.on_commit = committed
        if speaking:
            self._speaking = asyncio.create_task(self.runtime.act.run())

    async def hear_no_more(self) -> None:
        """Let no sync bring anything any more; it still speaks, and decides what is due."""
        await self.bot.stop()

    async def stop(self) -> None:
        """Stop it in good order."""
        await self.bot.stop()
        if self._speaking is not None:
            self._speaking.cancel()
            await asyncio.gather(self._speaking, return_exceptions=True)
        await self.bot.port.close()
        await self.runtime.stop()


@asynccontextmanager
async def running(synapse: Synapse, name: str, folder: Path, *, language: Language = "en") -> AsyncIterator[Running]:
    """Register an account and start the bot on it."""
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    bot = Running(synapse, synapse.register(name), folder, language)
    await bot.start()
    try:
        yield bot
    finally:
        await bot.stop()
