"""The command `settings`: show the settings in force, and where each comes from."""

from __future__ import annotations

from kumo_lr.cli.options import SettingsOptions
from kumo_lr.cli.request import settings_for
from kumo_lr.cli.terminal import CLEAN
from kumo_lr.settings.load import Settings
from kumo_lr.settings.show import settings_json, settings_text


def run(options: SettingsOptions) -> int:
    """Run `kumo-lr settings` and return the exit code."""
    path, settings = settings_for(options)
    render = settings_json if options.output_format == "json" else settings_text
    print(render(settings or Settings(), path, {}), end="")
    return CLEAN
