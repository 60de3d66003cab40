"""The bot's device on a real Synapse: one login, its own identity, keys that never run out, a store never lost."""

from __future__ import annotations

import shutil
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from nio import Api, RoomMessageText
from pydantic import SecretStr
from vodozemac import Ed25519PublicKey, Ed25519Signature

from bot.matrix.crypto import Device
from bot.matrix.identity import Seeds, Standing, look
from bot.settings import Settings
from bot.wiring import CannotStart
from tests.platforms.matrix.bench import sync
from tests.platforms.matrix.conftest import Arrive, new_name
from tests.platforms.matrix.human import Human
from tests.platforms.matrix.running import settings_for
from tests.platforms.matrix.synapse import Account, Synapse

pytestmark = pytest.mark.server


@pytest.fixture
def account(synapse: Synapse) -> Account:
    return synapse.register(new_name("bot"))


@pytest.fixture
def settings(synapse: Synapse, account: Account, tmp_path: Path) -> Settings:
    return settings_for(synapse, account, tmp_path)


def query(synapse: Synapse, asker: Account, user: str) -> dict[str, Any]:
    found: dict[str, Any] = synapse.ask("POST", "/_matrix/client/v3/keys/query", {"device_keys": {user: []}}, asker)
    return found


def check_signature(value: dict[str, Any], user: str, key: str) -> None:
    """Verify as another client does, with another library than the bot signs with."""
    signature = Ed25519Signature.from_base64(value["signatures"][user][f"ed25519:{key}"])
    plain = {name: each for name, each in value.items() if name not in {"signatures", "unsigned"}}
    Ed25519PublicKey.from_base64(key).verify_signature(Api.to_canonical_json(plain).encode(), signature)


def key_in(value: dict[str, Any]) -> str:
    (key,) = value["keys"].values()
    return str(key)


async def test_it_logs_in_once_and_its_folder_is_its_owners_alone(
    synapse: Synapse, account: Account, settings: Settings
) -> None:
    first = Device(settings)
    await first.open()
    device = first.client.device_id
    await sync(first)
    await first.close()
    again = Device(settings)
    await again.open()
    assert again.client.device_id == device
    await again.close()
    devices = synapse.ask("GET", "/_matrix/client/v3/devices", None, account)["devices"]
    assert {each["device_id"] for each in devices} == {account.device, device}
    store = settings.matrix_store
    assert stat.S_IMODE(store.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in store.iterdir()} == {0o600}
    assert any(file.suffix == ".db" for file in store.iterdir())


async def test_its_device_is_signed_by_its_owner_as_another_person_sees_it(
    synapse: Synapse, account: Account, settings: Settings
) -> None:
    device = Device(settings)
    await device.open()
    name = device.client.device_id
    await device.close()
    seen = query(synapse, synapse.register(new_name("alice")), account.user)
    master, self_signing = seen["master_keys"][account.user], seen["self_signing_keys"][account.user]
    check_signature(self_signing, account.user, key_in(master))
    check_signature(seen["device_keys"][account.user][name], account.user, key_in(self_signing))


async def test_a_forged_signature_does_not_make_a_device_verified(account: Account, settings: Settings) -> None:
    device = Device(settings)
    await device.open()
    published = await look(device.client, account.user, device.client.device_id)
    await device.close()
    assert published.standing is Standing.SIGNED
    assert published.device is not None
    assert published.self_signing is not None
    swapped = {**published.device, "keys": {f"ed25519:{published.device_id}": "AAAA"}}
    assert replace(published, device=swapped).standing is Standing.UNSIGNED
    unsigned = {**published.self_signing, "signatures": {}}
    assert replace(published, self_signing=unsigned).standing is Standing.UNSIGNED


async def test_an_identity_that_exists_is_never_reset(
    synapse: Synapse, account: Account, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = Seeds.new().keys(account.user)
    synapse.ask("POST", "/_matrix/client/v3/keys/device_signing/upload", theirs, account)
    device = Device(settings)
    await device.open()
    published = await look(device.client, account.user, device.client.device_id)
    fingerprint = device.client.olm.account.identity_keys["ed25519"]
    await device.close()
    assert published.standing is Standing.UNSIGNED
    assert published.master is not None
    assert key_in(dict(published.master)) == key_in(theirs["master_key"])
    told = capsys.readouterr()
    assert fingerprint in told.out + told.err


async def test_an_identity_half_made_is_finished_at_the_next_start(synapse: Synapse, settings: Settings) -> None:
    device = Device(settings)
    await device.open()
    seeds = device._store.identity()  # noqa: SLF001 - the crash falls between two requests of one start
    await device.close()
    other = synapse.register(new_name("bot"))
    elsewhere = settings.matrix_store.parent / "half"
    half = settings.model_copy(update={"matrix_user": other.user, "matrix_store": elsewhere})
    assert seeds is not None
    synapse.ask("POST", "/_matrix/client/v3/keys/device_signing/upload", Seeds.read(seeds).keys(other.user), other)
    resumed = Device(half)
    resumed._store.open()  # noqa: SLF001 - as above
    resumed._store.keep_identity(seeds)  # noqa: SLF001 - as above
    resumed._store.close()  # noqa: SLF001 - as above
    await resumed.open()
    published = await look(resumed.client, other.user, resumed.client.device_id)
    await resumed.close()
    assert published.standing is Standing.SIGNED


async def test_a_device_whose_keys_are_lost_refuses_to_start_and_says_what_to_do(
    synapse: Synapse, account: Account, settings: Settings, tmp_path: Path
) -> None:
    device = Device(settings)
    await device.open()
    name = device.client.device_id
    await device.close()
    for file in settings.matrix_store.glob("*.db"):
        file.unlink()
    with pytest.raises(CannotStart, match=rf"{name} are gone.*login\.json.*MATRIX_PASSWORD"):
        await Device(settings).open()
    (settings.matrix_store / "login.json").unlink()
    anew = Device(settings)
    await anew.open()
    published = await look(anew.client, account.user, anew.client.device_id)
    assert anew.client.device_id != name
    assert published.standing is Standing.SIGNED, "its identity is still in the folder, and signs the new device"
    await anew.close()

    by_token = settings_for(synapse, synapse.register(new_name("bot")), tmp_path / "token", by_token=True)
    by_token.matrix_store.parent.mkdir()
    first = Device(by_token)
    await first.open()
    await first.close()
    shutil.rmtree(by_token.matrix_store)
    with pytest.raises(CannotStart, match=r"are gone.*MATRIX_ACCESS_TOKEN and MATRIX_DEVICE_ID"):
        await Device(by_token).open()


async def test_a_lost_pickle_key_is_a_lost_store(settings: Settings) -> None:
    device = Device(settings)
    await device.open()
    await device.close()
    (settings.matrix_store / "pickle.key").unlink()
    with pytest.raises(CannotStart, match="are gone"):
        await Device(settings).open()


async def test_the_store_is_for_one_process_and_for_nobody_elses_eyes(settings: Settings) -> None:
    device = Device(settings)
    await device.open()
    with pytest.raises(CannotStart, match="Another Ritournelle"):
        await Device(settings).open()
    await device.close()
    settings.matrix_store.chmod(0o755)
    with pytest.raises(CannotStart, match="chmod 700"):
        await Device(settings).open()


async def test_wrong_passwords_dead_tokens_and_strangers_tokens_say_their_mend(
    synapse: Synapse, account: Account, settings: Settings, tmp_path: Path
) -> None:
    wrong = settings.model_copy(update={"matrix_password": SecretStr("wrong")})
    with pytest.raises(CannotStart, match="MATRIX_PASSWORD"):
        await Device(wrong).open()
    device = Device(settings)
    await device.open()
    await device.client.logout()
    await device.close()
    with pytest.raises(CannotStart, match=r"login\.json"):
        await Device(settings).open()

    given = settings_for(synapse, account, tmp_path / "given", by_token=True)
    given.matrix_store.parent.mkdir()
    other = given.model_copy(update={"matrix_device_id": "ANOTHER"})
    with pytest.raises(CannotStart, match=account.device):
        await Device(other).open()
    synapse.ask("POST", "/_matrix/client/v3/logout", {}, account)
    with pytest.raises(CannotStart, match="MATRIX_ACCESS_TOKEN"):
        await Device(given).open()


async def hears(device: Device, room: str) -> list[str]:
    """Return the messages of a room that one look shows in clear."""
    answer = await sync(device)
    joined = answer.rooms.join.get(room)
    return [event.body for event in joined.timeline.events if isinstance(event, RoomMessageText)] if joined else []


async def meet(human: Human, device: Device) -> str:
    """Make an encrypted room with the bot in it."""
    room = await human.make_room(str(device.client.user_id), encrypted=True)
    await device.client.join(room)
    await sync(device)
    await human.sees_member(room, str(device.client.user_id))
    return room


async def claim_all(synapse: Synapse, by: Account, user: str, device: str) -> None:
    """Take one-time keys of a device until there is nothing left but the fallback."""
    for _ in range(300):
        body = {"one_time_keys": {user: {device: "signed_curve25519"}}}
        said = synapse.ask("POST", "/_matrix/client/v3/keys/claim", body, by)
        (key,) = said["one_time_keys"][user][device].values()
        if key.get("fallback"):
            return
    raise AssertionError("the keys never ran out")


async def test_when_one_time_keys_have_run_out_people_are_read_all_the_same_and_new_ones_come(
    synapse: Synapse, account: Account, settings: Settings, arrive: Arrive
) -> None:
    device = Device(settings)
    await device.open()
    await sync(device)
    name = device.client.device_id
    await claim_all(synapse, synapse.register(new_name("mallory")), account.user, name)
    alice = await arrive("alice")
    room = await meet(alice, device)
    await alice.say(room, "can you read this")
    assert await hears(device, room) == ["can you read this"]
    assert device.client.olm.uploaded_key_count == device.client.olm.account.max_one_time_keys
    body = {"one_time_keys": {account.user: {name: "signed_curve25519"}}}
    said = synapse.ask("POST", "/_matrix/client/v3/keys/claim", body, synapse.register(new_name("mallory")))
    (key,) = said["one_time_keys"][account.user][name].values()
    assert not key.get("fallback")
    await device.close()


async def test_keys_published_just_before_a_crash_are_published_again_not_refused(
    settings: Settings, synapse: Synapse, account: Account, arrive: Arrive
) -> None:
    device = Device(settings)
    await device.open()
    await sync(device)
    await device.close()
    copy = settings.matrix_store.parent / "older"
    shutil.copytree(settings.matrix_store, copy)
    copy.chmod(0o700)
    device = Device(settings)
    await device.open()
    await claim_all(synapse, synapse.register(new_name("mallory")), account.user, device.client.device_id)
    await sync(device)
    await device.close()
    older = Device(settings.model_copy(update={"matrix_store": copy}))
    await older.open()
    await claim_all(synapse, synapse.register(new_name("mallory")), account.user, older.client.device_id)
    for _ in range(3):
        await sync(older)
    assert older.client.olm.uploaded_key_count == older.client.olm.account.max_one_time_keys
    alice = await arrive("alice")
    room = await meet(alice, older)
    await alice.say(room, "still there")
    assert await hears(older, room) == ["still there"]
    await older.close()


async def test_what_could_not_be_read_is_read_when_its_key_comes(settings: Settings, arrive: Arrive) -> None:
    device = Device(settings)
    await device.open()
    alice = await arrive("alice")
    room = await meet(alice, device)
    said = await alice.say(room, "sealed")
    (sealed,) = [event for event in await alice.history(room) if event["event_id"] == said]
    assert device.decrypt(room, sealed) is None
    answer = await sync(device)
    assert answer.to_device_events
    opened = device.decrypt(room, sealed)
    assert opened is not None
    assert opened["content"]["body"] == "sealed"
    await device.close()
