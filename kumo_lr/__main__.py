"""`python -m kumo_lr`: the command line."""

import sys

from kumo_lr.cli.app import main

sys.exit(main())
