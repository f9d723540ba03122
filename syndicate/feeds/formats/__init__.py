"""From a Feed to bytes, one module a format; all of them pure, and all behind the same preflight."""
