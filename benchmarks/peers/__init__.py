"""The contenders, each in a module of its own: what they are called, and how each does the same work."""
