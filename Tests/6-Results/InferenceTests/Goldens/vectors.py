"""What `embed` and `classify` must find: MobileNet v1 with folded batch normalisation and the paper's head, in PyTorch.

Weights are hashed from their names (Tests/4-Engine/NetworksTests/Goldens/golden.py), pictures from a formula, so that
only the results are stored: pooled.npy (pictures, 1024), embedding.npy (pictures, 8), logits.npy (pictures, 2).
Run with a Python that has torch 2.11 and numpy:  python vectors.py
"""
import pathlib
import sys

import numpy as np
import torch

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2] / "4-Engine/NetworksTests/Goldens"))
from golden import value  # noqa: E402

LAYERS = [("conv2_1", 32, 64, 1), ("conv2_2", 64, 128, 2), ("conv3_1", 128, 128, 1), ("conv3_2", 128, 256, 2),
          ("conv4_1", 256, 256, 1), ("conv4_2", 256, 512, 2)]
LAYERS += [(f"conv5_{i}", 512, 512, 1) for i in range(1, 6)]
LAYERS += [("conv5_6", 512, 1024, 2), ("conv6", 1024, 1024, 1)]
SIDE, PICTURES = 64, 3


def picture(number):
    """(side, side, 3) bytes; Swift's twin is GoldenPictures."""
    y, x, c = np.meshgrid(np.arange(SIDE), np.arange(SIDE), np.arange(3), indexing="ij")
    return ((x * (3 + number) + y * (5 + c) + number * 40 + c * 31) % 256).astype(np.uint8)


def tensor(name, *shape):
    return torch.from_numpy(value(name, shape))


def unit(x, name, inputs, outputs, size, stride, groups):
    weight = tensor(f"{name}.weight", outputs, inputs // groups, size, size)
    bias = tensor(f"{name}.bias", outputs)
    return torch.nn.functional.conv2d(x, weight, bias, stride, size // 2, 1, groups).relu()


def main():
    images = torch.from_numpy(np.stack([picture(n) for n in range(PICTURES)])).permute(0, 3, 1, 2).float() / 255
    # github.com/shicai/MobileNet-Caffe: BGR, (255 x - mean) * 0.017
    mean = torch.tensor([103.94, 116.78, 123.68]).reshape(1, 3, 1, 1)
    x = (images.flip(1) * 255 - mean) * 0.017
    x = unit(x, "conv1", 3, 32, 3, 2, 1)
    for name, inputs, outputs, stride in LAYERS:
        x = unit(x, f"{name}_dw", inputs, inputs, 3, stride, inputs)
        x = unit(x, f"{name}_sep", inputs, outputs, 1, 1, 1)
    pooled = x.mean((2, 3))
    hidden = (pooled @ tensor("head.hidden.weight", 16, 1024).T + tensor("head.hidden.bias", 16)).relu()
    embedding = (hidden @ tensor("head.embedding.weight", 8, 16).T + tensor("head.embedding.bias", 8)).relu()
    logits = embedding @ tensor("head.classifier.weight", 2, 8).T + tensor("head.classifier.bias", 2)
    for name, array in (("pooled", pooled), ("embedding", embedding), ("logits", logits)):
        np.save(HERE / f"{name}.npy", array.numpy().astype(np.float32))
        print(name, tuple(array.shape), array.abs().max().item())


main()
