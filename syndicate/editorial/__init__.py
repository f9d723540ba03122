"""What editors, translators and reviewers look at: how far an article has come in each language, and why it waits."""
