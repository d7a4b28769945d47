"""`python -m kumo_lr`: the command line."""

import sys

from kumo_lr.cli import main

sys.exit(main())
