"""Running the service: its server, logs and health, and what it does by itself when files or time move on."""
