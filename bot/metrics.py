"""What can be counted without saying who: the numbers behind ``/metrics``, in a registry of our own."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry(auto_describe=True)

EVENTS = Counter("ritournelle_events", "Events decided, by kind", ["kind"], registry=REGISTRY)
REFUSALS = Counter("ritournelle_refusals", "Events answered by a refusal", registry=REGISTRY)
NOT_COUNTED = Counter("ritournelle_not_counted", "Events that the database could not take", registry=REGISTRY)
EDITS = Counter("ritournelle_card_edits", "Cards posted or edited, by platform", ["platform"], registry=REGISTRY)
STALE_CARDS = Gauge("ritournelle_stale_cards", "Cards that do not say the truth yet", ["platform"], registry=REGISTRY)
OUTBOX = Gauge("ritournelle_outbox_waiting", "Letters that wait for delivery", ["platform"], registry=REGISTRY)
OPENED = Counter("ritournelle_rounds_opened", "Rounds of rituals that this process opened", registry=REGISTRY)
TICKS_FAILED = Counter("ritournelle_ticks_failed", "Looks at what is due that failed", registry=REGISTRY)
BATCH_SECONDS = Histogram(
    "ritournelle_batch_seconds",
    "Seconds from a batch's first read to its commit",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
    registry=REGISTRY,
)
BATCH_SIZE = Histogram(
    "ritournelle_batch_size", "Events in a batch", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512), registry=REGISTRY
)


def page() -> bytes:
    """Write every number in Prometheus's text format."""
    return generate_latest(REGISTRY)
