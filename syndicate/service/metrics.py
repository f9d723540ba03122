"""What is counted for Prometheus. A registry of its own for each service, so that nothing is global."""

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
        self.outbox_waiting = Gauge("syndicate_outbox_waiting", "Deliveries that wait", registry=self.registry)
        self.outbox_oldest = Gauge(
            "syndicate_outbox_oldest_seconds", "Age of the oldest delivery that is due", registry=self.registry
        )
        self.subscriptions = Gauge("syndicate_subscriptions", "Subscriptions with a lease", registry=self.registry)
        self.editions = Counter("syndicate_editions", "Publishes taken up", registry=self.registry)
        self.edition_built = Gauge(
            "syndicate_edition_built_timestamp_seconds",
            "When the present edition was published",
            registry=self.registry,
        )
        self.publishes = Counter(
            "syndicate_publishes", "Publishes that the service ran", ("outcome",), registry=self.registry
        )
