"""What the accelerator's source is: one that was built of another is not used."""

from typing import Final

MADE_OF: Final = "8582f5b8f70617d9"
