"""The WebSub hub (W3C Recommendation, 23 January 2018) for the library's own documents, and for no others."""

from syndicate.service.hub.announcing import announce
from syndicate.service.hub.endpoint import Hub
from syndicate.service.hub.sending import handlers
from syndicate.service.hub.subscriptions import live, sweep

__all__ = ["Hub", "announce", "handlers", "live", "sweep"]
