"""The methods of Slack's Web API that the bot may call, and what each does to the workspace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.platforms.slack import limits
from tests.platforms.slack.world import BOT, REPLIES, STACK, TEAM, Handed, Json, Spoken, World

PAGE = 200
SCOPES = "channels:read,chat:write,commands,files:write,groups:read,im:history,im:write,mpim:read,users:read"


def refused(error: str, *messages: str) -> Json:
    return {"ok": False, "error": error, **({"response_metadata": {"messages": list(messages)}} if messages else {})}


@dataclass(slots=True)
class WebApi:
    """Answers calls; ``address`` is the server's own, for what is uploaded to it."""

    world: World
    address: str = ""
    socket: Callable[[], str] = lambda: ""
    uploads: dict[str, bytes] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)  # by file, the alt text

    def call(self, method: str, given: Json) -> Json:
        """Answer one call."""
        handler: Callable[[Json], Json] | None = getattr(self, method.replace(".", "_").lower(), None)
        answer = handler(given) if handler else refused("unknown_method")
        return answer if "ok" in answer else {"ok": True, **answer}

    def auth_test(self, _given: Json) -> Json:
        return {"team_id": TEAM, "team": "Team", "user_id": BOT, "user": "ritournelle", "bot_id": "B1"}

    def apps_connections_open(self, _given: Json) -> Json:
        return {"url": self.socket()}

    def users_info(self, given: Json) -> Json:
        user = self.world.people.get(given.get("user", ""))
        return {"user": user} if user else refused("user_not_found")

    def users_list(self, given: Json) -> Json:
        return self._page("members", list(self.world.people.values()), given)

    def users_conversations(self, given: Json) -> Json:
        world = self.world
        there = [world.channels[each] for each, users in world.members.items() if BOT in users]
        return self._page("channels", [each for each in there if not each.get("is_archived")], given)

    def conversations_info(self, given: Json) -> Json:
        known = self.world.channels.get(given.get("channel", ""))
        return {"channel": known} if known else refused("channel_not_found")

    def conversations_members(self, given: Json) -> Json:
        if given.get("channel") not in self.world.members:
            return refused("channel_not_found")
        return self._page("members", self.world.members[given["channel"]], given)

    def conversations_open(self, given: Json) -> Json:
        if given["users"] not in self.world.people:
            return refused("user_not_found")
        return {"channel": {"id": f"D{given['users']}"}}

    def chat_postmessage(self, given: Json) -> Json:
        if error := self._unsayable(given):
            return error
        ts = self.world.ts()
        self.world.messages.append(Spoken(given["channel"], ts, given["text"], given.get("blocks", [])))
        return {"ts": ts, "channel": given["channel"]}

    def chat_update(self, given: Json) -> Json:
        """Edit a message: text without blocks takes its blocks away."""
        if error := self._unsayable(given):
            return error
        found = [each for each in self.world.messages if (each.channel, each.ts) == (given["channel"], given["ts"])]
        if not found:
            return refused("message_not_found")
        found[0].text, found[0].blocks = given["text"], given.get("blocks", [])
        found[0].edits += 1
        return {"ts": given["ts"], "channel": given["channel"]}

    def chat_delete(self, given: Json) -> Json:
        found = [each for each in self.world.messages if (each.channel, each.ts) == (given["channel"], given["ts"])]
        if not found:
            return refused("message_not_found")
        self.world.messages.remove(found[0])
        return {"ts": given["ts"]}

    def chat_postephemeral(self, given: Json) -> Json:
        if error := self._unsayable(given):
            return error
        if given["user"] not in self.world.members[given["channel"]]:
            return refused("user_not_in_channel")
        ts = self.world.ts()
        self.world.whispers.append(Spoken(given["channel"], ts, given["text"], given["blocks"], given["user"]))
        return {"message_ts": ts}

    def views_open(self, given: Json) -> Json:
        user, error = self.world.redeemed(given["trigger_id"])
        if error:
            return refused(error)
        if found := limits.view(given["view"]):
            return refused("invalid_arguments", *found)
        stack = self.world.stacks.setdefault(user, [])
        if len(stack) >= STACK:
            return refused("push_limit_reached")
        identifier = f"V{next(self.world.numbers)}"
        stack.append(identifier)
        return self._shown(identifier, given["view"])

    def views_update(self, given: Json) -> Json:
        identifier = given["view_id"]
        if not any(identifier in stack for stack in self.world.stacks.values()):
            return refused("not_found")
        if given.get("hash") not in (None, self.world.views[identifier]["hash"]):
            return refused("hash_conflict")
        if found := limits.view(given["view"]):
            return refused("invalid_arguments", *found)
        return self._shown(identifier, given["view"])

    def views_publish(self, given: Json) -> Json:
        if found := limits.view(given["view"]):
            return refused("invalid_arguments", *found)
        self.world.homes[given["user_id"]] = given["view"]
        return {"view": {"id": f"H{given['user_id']}"}}

    def files_getuploadurlexternal(self, given: Json) -> Json:
        if not str(given.get("length", "")).isdigit() or not int(given["length"]):
            return refused("invalid_arguments")
        file = f"F{next(self.world.numbers)}"
        self.titles[file] = given.get("alt_txt", "")
        return {"file_id": file, "upload_url": f"{self.address}/upload/{file}"}

    def files_completeuploadexternal(self, given: Json) -> Json:
        channel = given.get("channel_id", "")
        error = self._unreachable(channel)
        if error or any(each["id"] not in self.uploads for each in given["files"]):
            return refused(error or "file_not_found")
        if found := limits.message({"text": "shared a file", "blocks": given.get("blocks")}):
            return refused("invalid_blocks", *found)
        for each in given["files"]:
            blocks, alt = given.get("blocks") or [], self.titles[each["id"]]
            said = "\n".join(block["text"]["text"] for block in blocks)
            self.world.handed.append(Handed(channel, each["title"], self.uploads[each["id"]], said, alt))
            if said:
                self.world.messages.append(Spoken(channel, self.world.ts(), said, blocks))
        return {"files": given["files"]}

    def respond(self, name: str, given: Json) -> str:
        """Answer at a response URL; return the error, or nothing."""
        reply = self.world.replies.get(name)
        if reply is None or reply.used >= REPLIES:
            return "used_url"
        if self.world.clock() > reply.until:
            return "expired_url"
        reply.used += 1
        if found := limits.message(given):
            return f"invalid_blocks: {found}"
        if given.get("replace_original"):
            self.world.whispers = [each for each in self.world.whispers if each.ts != reply.original]
        public = given.get("response_type") == "in_channel"
        said = Spoken(reply.channel, self.world.ts(), given["text"], given["blocks"], "" if public else reply.user)
        (self.world.messages if public else self.world.whispers).append(said)
        reply.original = said.ts if given.get("replace_original") else reply.original
        return ""

    def _unreachable(self, channel: str) -> str:
        world = self.world
        if channel.startswith("D"):
            closed = world.people.get(channel[1:], {}).get("deleted")
            return "user_disabled" if closed else "" if channel[1:] in world.people else "channel_not_found"
        if channel not in world.channels:
            return "channel_not_found"
        if world.channels[channel].get("is_archived"):
            return "is_archived"
        return "" if BOT in world.members[channel] else "not_in_channel"

    def _unsayable(self, given: Json) -> Json | None:
        if error := self._unreachable(given.get("channel", "")):
            return refused(error)
        if not given.get("text") and not given.get("blocks"):
            return refused("no_text")
        found = limits.message(given)
        return refused("invalid_blocks", *found) if found else None

    def _shown(self, identifier: str, view: Json) -> Json:
        kept = {**view, "id": identifier, "hash": f"h{next(self.world.numbers)}"}
        self.world.views[identifier] = kept
        self.world.opened.append(identifier)
        return {"view": kept}

    def _page(self, name: str, whole: Sequence[object], given: Json) -> Json:
        """Return a part of a long list, and where the next one begins."""
        begin, most = int(given.get("cursor") or 0), min(int(given.get("limit") or PAGE), PAGE)
        after = str(begin + most) if begin + most < len(whole) else ""
        return {name: whole[begin : begin + most], "response_metadata": {"next_cursor": after}}
