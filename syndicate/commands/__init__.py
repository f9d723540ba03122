"""What the verbs of the command line do, on a library on disk: one module a verb that is more than one call."""
