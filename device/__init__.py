"""Wellheard's kiosk: an offline, voice-based coach for listening skills."""

import os

__version__ = "0.1.0"

# oneDNN, which whisper runs on, keeps what it has worked out for 1024 lengths of sound, 1 MB or
# more each, unless this is set before it is loaded; and no two replies are of one length.
os.environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"] = "8"

# onnxruntime's wheels report to its maker unless this is set before they are first imported: a
# number of the device on disk, and calls to a host on the internet. Nothing here calls anyone.
os.environ["ORT_DISABLE_TELEMETRY"] = os.environ["ORT_TELEMETRY_DISABLED"] = "1"
