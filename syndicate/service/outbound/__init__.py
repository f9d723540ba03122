"""What the service sends: the outbox, which survives any crash, and a client that strangers cannot turn against us."""
