"""Our own public API: what it is, by static analysis, and whether a change of it breaks programs."""
