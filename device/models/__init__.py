"""Speech models and voices: what there is, where it stands, and how it gets there."""

from device.models.catalogue import CATALOGUE, KIOSK, Model, UnknownModel, find
from device.models.shelf import ModelBroken, ModelMissing, folder, installed

__all__ = [
    "CATALOGUE",
    "KIOSK",
    "Model",
    "ModelBroken",
    "ModelMissing",
    "UnknownModel",
    "find",
    "folder",
    "installed",
]
