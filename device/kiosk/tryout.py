"""The try-out: one minute for whoever is here for the first time."""

from pathlib import Path

TRY_OUT = Path(__file__).with_name("tryout.yaml")
"""A scenario of a single turn. It is offered to newcomers alone, and never counted."""
