"""pickles/: files that torch.save writes, in both formats and several protocols, with the tensors and the company that people's
checkpoints have. Numbers are hashed from the tensors' names (golden.py of NetworksTests has the hash), so that the test can
make them anew. Made with PyTorch 2.11. Run:  python pickles.py
"""
import argparse
import collections
import functools
import os
import pathlib
import sys
import zipfile

HERE = pathlib.Path(__file__).parent
FOLDER = HERE / "pickles"
sys.path.insert(0, str(HERE.parent.parent / "NetworksTests" / "Goldens"))
import numpy as np
import torch
from golden import uniform


def tensor(name, shape, dtype=torch.float32):
    values = torch.from_numpy(uniform(name, int(np.prod(shape, dtype=int))).reshape(shape))
    return (values * 100).to(dtype) if not dtype.is_floating_point else values.to(dtype)


def state(prefix=""):
    shared = tensor("shared", (4, 3))
    tensors = {
        "conv.weight": tensor("conv.weight", (4, 3, 3, 2)).contiguous(memory_format=torch.channels_last),
        "conv.bias": tensor("conv.bias", (4,), torch.float16),
        "bn.weight": torch.nn.Parameter(tensor("bn.weight", (4,), torch.bfloat16)),
        "bn.running_mean": tensor("bn.running_mean", (4,), torch.float64),
        "bn.num_batches_tracked": torch.tensor(7),
        "view": tensor("view", (6, 8))[1:5, ::3],
        "shared.rows": shared[1:],
        "shared.columns": shared.t(),
        "mask": tensor("mask", (5,)) > 0.5,
        "bytes": tensor("bytes", (2, 3), torch.uint8),
        "short": tensor("short", (3,), torch.int16),
        "nothing": torch.zeros(0, 3),
    }
    return collections.OrderedDict((prefix + name, value) for name, value in tensors.items())


class Settings(dict):
    """Of a class that a reader does not know."""

    def __init__(self, **entries):
        super().__init__(entries)
        self.__dict__.update(entries)


class Call:
    """Writes a file when it is unpickled by a reader that runs what it reads."""

    def __reduce__(self):
        return os.system, ("touch /tmp/tuningfork-ran-a-pickle",)


def save(name, value, old=False, protocol=2):
    torch.save(value, FOLDER / name, _use_new_zipfile_serialization=not old, pickle_protocol=protocol)


def zipped_again(name, source, change, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(FOLDER / source) as old, zipfile.ZipFile(FOLDER / name, "w", compression) as new:
        for member in old.namelist():
            new.writestr(*change(member, old.read(member)))


def main():
    FOLDER.mkdir(exist_ok=True)
    for protocol in (2, 4, 5):
        save(f"zip_{protocol}.pth", state(), protocol=protocol)
    torch.serialization.set_crc32_options(False)
    save("no_sums.pth", state())
    torch.serialization.set_crc32_options(True)
    for protocol in (1, 2, 4):
        save(f"old_{protocol}.pth", state(), old=True, protocol=protocol)
    zipped_again("deflated.pth", "zip_2.pth", lambda member, data: (member.replace("zip_2/", "any name/"), data), zipfile.ZIP_DEFLATED)

    # The same numbers in float32 and in the byte order of other machines.
    save("little.pth", {"a": tensor("a", (3, 2)), "b": tensor("b", (4,), torch.float64)})
    zipped_again("big_endian.pth", "little.pth", lambda member, data: (
        member, b"big" if member.endswith("byteorder") else
        np.frombuffer(data, "<f4" if member.endswith("data/0") else "<f8").byteswap().tobytes() if "/data/" in member else data))
    (FOLDER / "little.pth").unlink()

    company = {
        "epoch": 3, "global_step": 1200, "pytorch-lightning_version": "2.4.0",
        "hyper_parameters": {
            "settings": Settings(rate=1e-4, name="convnext_nano"), "arguments": argparse.Namespace(batch=64, folder=pathlib.Path("x")),
            "optimiser": functools.partial(torch.optim.AdamW, lr=1e-4), "score": np.float32(0.5), "type": torch.bfloat16,
            "device": torch.device("cpu"), "large": 1 << 80, "list": [1, None, (True, "a"), {2, 3}, b"bytes"], "size": torch.Size([1, 2]),
        },
        "optimizer_states": [{"state": {0: {"exp_avg": tensor("exp_avg", (4,))}}}], "loss": torch.tensor(0.25),
    }
    company["callbacks"] = company  # a circle
    for name, old in (("lightning.ckpt", False), ("lightning_old.ckpt", True)):
        save(name, {**company, "state_dict": state("model.encoder.")}, old=old, protocol=4)
    other = collections.OrderedDict((name, torch.zeros(2)) for name in state())
    save("ema_beside.pth", {"arch": "resnet", "state_dict_ema": other, "state_dict": state()})
    save("ema_only.pth", {"model_ema": state(), "optimizer": {"state": {0: {"step": torch.tensor(1.0)}}}})

    network = torch.nn.Sequential(collections.OrderedDict(conv=torch.nn.Conv2d(3, 2, 3), bn=torch.nn.BatchNorm2d(2)))
    for name, value in network.state_dict().items():
        if value.is_floating_point():
            value.copy_(tensor(name, tuple(value.shape)))
    save("whole_model.pth", network)
    save("whole_model_old.pth", network, old=True)
    torch.jit.script(network.eval()).save(FOLDER / "script.pt")
    save("call.pth", {**state(), "extra": Call()})
    save("call_old.pth", {**state(), "extra": Call()}, old=True)
    sizes = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(len(list(FOLDER.iterdir())), "files,", sizes, "bytes")


main()
