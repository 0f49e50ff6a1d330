"""Wellheard's kiosk: an offline, voice-based coach for listening skills."""

import os

__version__ = "0.1.0"

# onnxruntime's wheels report to its maker unless this is set before they are first imported: a
# number of the device on disk, and calls to a host on the internet. Nothing here calls anyone.
os.environ["ORT_DISABLE_TELEMETRY"] = os.environ["ORT_TELEMETRY_DISABLED"] = "1"
