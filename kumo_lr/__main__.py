"""`python -m kumo_lr`: the command line."""

from kumo_lr.cli.app import script

script()
