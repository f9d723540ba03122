"""From a library on disk to published files: plan → map → assemble → artifacts → Report."""
