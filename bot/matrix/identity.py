"""The account's own identity: who checks a device of the bot's sees it signed by its owner.

Three Ed25519 keys, as the Matrix specification has them (module "cross-signing"): the master key is the identity, it
signs the self-signing key, which signs devices, and the user-signing key, which would sign other people. They are made
once, if the account has none; one that exists is never reset, since that would tell everybody to beware.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa
from nio import Api, AsyncClient

from bot.matrix.raw import ask
from bot.matrix.store import Store

MASTER: Final = "master"
SELF_SIGNING: Final = "self_signing"
USER_SIGNING: Final = "user_signing"
_UNSIGNED: Final = frozenset({"signatures", "unsigned"})

Object = Mapping[str, Any]


class Standing(StrEnum):
    """How a device stands with its account."""

    SIGNED = "signed"  # by its owner: nobody is warned of it
    UNSIGNED = "unsigned"  # the account has an identity, which has not signed this device
    NO_IDENTITY = "no identity"  # and the homeserver took none


@dataclass(frozen=True, slots=True)
class Published:
    """What the homeserver tells everybody about one device and its owner's identity."""

    user: str
    device_id: str
    device: Object | None
    master: Object | None
    self_signing: Object | None

    @property
    def fingerprint(self) -> str:
        """The device's public key, or "" where it has none yet."""
        return str((self.device or {}).get("keys", {}).get(f"ed25519:{self.device_id}", ""))

    @property
    def standing(self) -> Standing:
        """Follow the signatures as another person's client does: from the master key down to the device."""
        if self.master is None or self.self_signing is None:
            return Standing.NO_IDENTITY
        chain = (self.self_signing, key_of(self.master)), (self.device or {}, key_of(self.self_signing))
        return Standing.SIGNED if all(verifies(what, self.user, key) for what, key in chain) else Standing.UNSIGNED


@dataclass(frozen=True, slots=True)
class Seeds:
    """The secret halves."""

    master: bytes
    self_signing: bytes
    user_signing: bytes

    @classmethod
    def new(cls) -> Self:
        """Make an identity that nobody ever had."""
        return cls(*(secrets.token_bytes(32) for _ in range(3)))

    @classmethod
    def read(cls, kept: Mapping[str, str]) -> Self:
        """Read what ``written`` wrote."""
        return cls(*(base64.b64decode(kept[name]) for name in (MASTER, SELF_SIGNING, USER_SIGNING)))

    def written(self) -> dict[str, str]:
        """Write the seeds as the store keeps them."""
        seeds = {MASTER: self.master, SELF_SIGNING: self.self_signing, USER_SIGNING: self.user_signing}
        return {name: base64.b64encode(seed).decode() for name, seed in seeds.items()}

    def keys(self, user: str) -> dict[str, dict[str, Any]]:
        """Return the public halves, the two lower ones signed by the master key."""
        master = _cross_signing_key(user, MASTER, self.master)
        lower = {SELF_SIGNING: self.self_signing, USER_SIGNING: self.user_signing}
        return {
            f"{MASTER}_key": master,
            **{
                f"{name}_key": signed(_cross_signing_key(user, name, seed), user, self.master)
                for name, seed in lower.items()
            },
        }


async def look(client: AsyncClient, user: str, device: str) -> Published:
    """Ask what is published of a device and its owner."""
    _, said = await ask(client, "POST", "/_matrix/client/v3/keys/query", {"device_keys": {user: [device]}})
    return Published(
        user=user,
        device_id=device,
        device=said.get("device_keys", {}).get(user, {}).get(device),
        master=said.get("master_keys", {}).get(user),
        self_signing=said.get("self_signing_keys", {}).get(user),
    )


async def establish(client: AsyncClient, store: Store, password: str | None) -> Standing:
    """Give the account an identity if it has none, and have ours sign our device; return how the device stands.

    What stopped half-way goes on at the next start: the seeds are kept before they are published.
    """
    user, device = str(client.user_id), str(client.device_id)
    published = await look(client, user, device)
    kept = store.identity()
    seeds = Seeds.read(kept) if kept else None
    if published.master is None:
        seeds = seeds or Seeds.new()
        store.keep_identity(seeds.written())
        if not await _publish(client, seeds.keys(user), password):
            return Standing.NO_IDENTITY
        published = await look(client, user, device)
    ours = seeds is not None and published.self_signing is not None and _ours(seeds, published.self_signing)
    if seeds is not None and ours and published.device is not None and published.standing is not Standing.SIGNED:
        plain = {name: value for name, value in published.device.items() if name not in _UNSIGNED}
        mine = {user: {device: signed(plain, user, seeds.self_signing)}}
        await ask(client, "POST", "/_matrix/client/v3/keys/signatures/upload", mine)
        published = await look(client, user, device)
    return published.standing


async def _publish(client: AsyncClient, keys: Object, password: str | None) -> bool:
    """Publish an identity; where the homeserver wants to know that it is us, say the password, if we have one."""
    path = "/_matrix/client/v3/keys/device_signing/upload"
    status, said = await ask(client, "POST", path, keys)
    by_password = any(flow.get("stages") == ["m.login.password"] for flow in said.get("flows", ()))
    if status == 401 and password and by_password:
        proof = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": client.user_id},
            "password": password,
            "session": said.get("session"),
        }
        status, _ = await ask(client, "POST", path, {**keys, "auth": proof})
    return status == 200


def signed(value: Object, user: str, seed: bytes) -> dict[str, Any]:
    """Return an object with one more signature, made over its canonical JSON without signatures."""
    signer = eddsa.new(ECC.construct(curve="Ed25519", seed=seed), "rfc8032")
    signature = _unpadded(signer.sign(_canonical(value)))
    others = value.get("signatures", {})
    mine = {**others.get(user, {}), f"ed25519:{public(seed)}": signature}
    return {**value, "signatures": {**others, user: mine}}


def verifies(value: Object, user: str, key: str) -> bool:
    """Tell whether an object bears a good signature of its owner's with this public key."""
    signature = value.get("signatures", {}).get(user, {}).get(f"ed25519:{key}")
    if not signature:
        return False
    try:
        public_key = eddsa.import_public_key(_padded(key))
        eddsa.new(public_key, "rfc8032").verify(_canonical(value), _padded(signature))
    except ValueError:
        return False
    return True


def key_of(value: Object) -> str:
    """Return the public key of a cross-signing key, or ""."""
    return next((str(key) for key in value.get("keys", {}).values()), "")


def public(seed: bytes) -> str:
    """Return the public half, in unpadded base64."""
    return _unpadded(ECC.construct(curve="Ed25519", seed=seed).public_key().export_key(format="raw"))


def _ours(seeds: Seeds, self_signing: Object) -> bool:
    return key_of(self_signing) == public(seeds.self_signing)


def _cross_signing_key(user: str, usage: str, seed: bytes) -> dict[str, Any]:
    key = public(seed)
    return {"user_id": user, "usage": [usage], "keys": {f"ed25519:{key}": key}}


def _canonical(value: Object) -> bytes:
    return str(Api.to_canonical_json({name: each for name, each in value.items() if name not in _UNSIGNED})).encode()


def _unpadded(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


def _padded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))
