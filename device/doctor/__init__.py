"""Whether this machine is fit for a practice, and what to do where it isn't."""

from device.doctor.examine import CHECKS, examine
from device.doctor.finding import Finding, State

__all__ = ["CHECKS", "Finding", "State", "examine"]
