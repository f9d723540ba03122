"""What only the service knows: subscriptions, partners, deliveries and receipts. Content never lives here."""
