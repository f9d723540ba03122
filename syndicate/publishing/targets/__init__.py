"""Where published bytes go."""
