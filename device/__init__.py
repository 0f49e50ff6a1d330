"""Wellheard's kiosk: an offline, voice-based coach for listening skills."""

__version__ = "0.1.0"
