"""What the accelerator's source is: one that was built of another is not used."""

from typing import Final

MADE_OF: Final = "2c84bd9e5a71c3b6"
