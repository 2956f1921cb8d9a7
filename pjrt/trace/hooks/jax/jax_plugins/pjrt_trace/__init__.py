"""The traced plugin, as JAX finds plugins."""

from pjrt.trace.session import register_with_jax as initialize

__all__ = ["initialize"]
