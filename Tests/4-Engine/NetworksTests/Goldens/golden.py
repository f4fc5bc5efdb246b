"""What the generator scripts of this folder share: values that Python and Swift both compute, so that no weights
need to be stored.

Element i of the tensor NAME is splitmix64(FNV-1a(NAME) + (i + 1) * 0x9E3779B97F4A7C15); its upper 24 bits give
u in [0, 1). `value` turns u into a weight of a size that keeps activations well scaled. Swift's twin is
Tests/TestSupport/HashedValues.swift.

Run every script with a Python that has torch 2.11, torchvision, timm and keras:  python SCRIPT.py
"""
import os
import pathlib

os.environ["KERAS_BACKEND"] = "torch"
import numpy as np
import torch

HERE = pathlib.Path(__file__).parent
MASK = (1 << 64) - 1


def uniform(name, count):
    """`count` numbers in [0, 1), float64, exact multiples of 2^-24."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) & MASK
    with np.errstate(over="ignore"):
        z = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) * 2.0**-24


def value(name, shape):
    """The tensor NAME of `shape` (out, in, h, w and so on), float32."""
    shape = tuple(shape)
    u = uniform(name, int(np.prod(shape)))
    if name.endswith("running_var"):
        v = 0.5 + u
    elif name.endswith("running_mean"):
        v = 0.4 * u - 0.2
    elif name.endswith("bias"):
        v = 0.2 * u - 0.1
    elif len(shape) == 1:
        v = 0.6 + 0.4 * u
    else:
        gain = 1.0 if ".pointwise." in name else 2.0
        v = (2 * u - 1) * np.sqrt(3 * gain / np.prod(shape[1:]))
    return v.astype(np.float32).reshape(shape)


def image(side, count=1):
    """(count, 3, side, side) in [-1, 1)."""
    u = uniform("input", count * 3 * side * side)
    return torch.from_numpy((2 * u - 1).astype(np.float32).reshape(count, 3, side, side))


def fill(module, rename=lambda key: key):
    """Gives every parameter and buffer of a PyTorch module its value under the name `rename(key)`."""
    state = module.state_dict()
    for key, tensor in state.items():
        if not key.endswith("num_batches_tracked"):
            tensor.copy_(torch.from_numpy(value(rename(key), tensor.shape)))
    return module.eval()


def save(name, tensor):
    array = np.ascontiguousarray(tensor.detach().numpy() if hasattr(tensor, "detach") else tensor, dtype=np.float32)
    np.save(HERE / f"{name}.npy", array)
    print(f"{name:28s} {str(array.shape):18s} largest {np.abs(array).max():9.4f}  rms {np.sqrt((array**2).mean()):.4f}")
