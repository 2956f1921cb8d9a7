"""The internal runtime: it knows no façade."""
