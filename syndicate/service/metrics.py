"""What is counted for Prometheus. A registry of its own for each service, so that nothing is global.

Of several workers (PROMETHEUS_MULTIPROC_DIR) the counters are added up, and of a gauge the latest value counts: each
is of the whole library, whoever measured it.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Metrics:
    """The service's counters; labels never hold an address, a name of a partner or a secret."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("syndicate_requests", "Requests answered", ("room", "status"), registry=self.registry)
        self.sent_bytes = Counter("syndicate_sent_bytes", "Bytes of bodies sent", ("room",), registry=self.registry)
        self.deliveries = Counter(
            "syndicate_deliveries", "Attempts at deliveries", ("kind", "outcome"), registry=self.registry
        )
        self.delivery_seconds = Histogram(
            "syndicate_delivery_seconds", "Time of one attempt", ("kind",), registry=self.registry
        )
        self.outbox_waiting = _gauge("syndicate_outbox_waiting", "Deliveries that wait", self.registry)
        self.outbox_oldest = _gauge(
            "syndicate_outbox_oldest_seconds", "Age of the oldest delivery that is due", self.registry
        )
        self.subscriptions = _gauge("syndicate_subscriptions", "Subscriptions with a lease", self.registry)
        self.editions = Counter("syndicate_editions", "Publishes taken up", registry=self.registry)
        self.edition_built = _gauge(
            "syndicate_edition_built_timestamp_seconds", "When the present edition was published", self.registry
        )
        self.publishes = Counter(
            "syndicate_publishes", "Publishes that the service ran", ("outcome",), registry=self.registry
        )


def _gauge(name: str, told: str, registry: CollectorRegistry) -> Gauge:
    return Gauge(name, told, registry=registry, multiprocess_mode="mostrecent")
