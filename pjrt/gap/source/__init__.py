"""What a source tree uses of the PJRT C API, in whatever language, with file and line."""

from pjrt.gap.source.look import look

__all__ = ["look"]
