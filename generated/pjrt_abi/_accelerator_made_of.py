"""What the accelerator's source is: one that was built of another is not used."""

from typing import Final

MADE_OF: Final = "1ad7ee59cf0fea10"
