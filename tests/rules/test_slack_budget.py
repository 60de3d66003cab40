"""How often Slack's methods are called: within its tier in every minute, however much waits."""

from __future__ import annotations

import pytest

from bot.slack.budget import Budget

TIERS = {"users.list": 20, "chat.update": 50, "conversations.open": 50, "views.open": 100, "a.method.unknown": 20}


@pytest.mark.parametrize(("method", "tier"), TIERS.items())
def test_in_no_minute_a_method_is_called_more_often_than_its_tier(method: str, tier: int) -> None:
    now, calls = 0.0, list[float]()
    budget = Budget(lambda: now)
    while now < 300:
        if budget.wait(method) == 0:
            calls.append(now)
        else:
            now += 0.25
    busiest = max(sum(begun <= call < begun + 60 for call in calls) for begun in calls)
    assert tier / 2 < busiest <= tier, "and it is no miser either"


def test_a_channel_takes_about_a_post_a_second_and_another_one_is_not_kept_waiting() -> None:
    now = 0.0
    budget = Budget(lambda: now)
    while budget.wait("chat.postMessage", "C1") == 0:
        pass
    assert budget.wait("chat.postMessage", "C1") == pytest.approx(60 / 55, abs=0.1)
    assert budget.wait("chat.postMessage", "C2") == 0
