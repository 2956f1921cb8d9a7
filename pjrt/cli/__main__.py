"""`python -m pjrt.cli`, for where the script is not on the path."""

import sys

from pjrt.cli.main import main

sys.exit(main())
