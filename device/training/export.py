"""From the tuned network to the file that ships: ONNX, its weights as whole numbers of 8 bits."""

import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from device.training.network import Lower, Reader, Upper

OPSET = 17
_NAMES = ("skills", "behaviours", "pieces")


def exported(lower: Lower, upper: Upper) -> bytes:
    """The network as ONNX, a quarter of its size and two to three times as quick.

    Weights have a scale for each channel and 7 bits in use: with 8, the sums of processors without
    VNNI overflow.
    """
    reader = Reader(lower, upper).eval()
    ids = torch.tensor([[101, 2017, 102, 2017, 2514, 102]])
    own = torch.tensor([[0.0, 0.0, 0.0, 1.0, 1.0, 0.0]])
    long = {1: "pieces_of_both"}
    with tempfile.TemporaryDirectory(prefix="wellheard-export-") as folder:
        whole, small = Path(folder, "whole.onnx"), Path(folder, "small.onnx")
        torch.onnx.export(
            reader,
            (ids, own),
            whole,
            input_names=["ids", "reply"],
            output_names=list(_NAMES),
            dynamic_axes={"ids": long, "reply": long, "pieces": long},
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(
            whole, small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
        onnx.checker.check_model(str(small))
        return small.read_bytes()
