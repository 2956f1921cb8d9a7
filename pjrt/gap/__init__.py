"""What a plugin, a binding or a client lacks of the PJRT C API, and what depends on that: the command `pjrt gap`."""
