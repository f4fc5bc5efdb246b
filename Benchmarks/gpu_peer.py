#!/usr/bin/env python3
"""Trains by a recipe of TuningFork in plain PyTorch, as well as one would write it: eager or under torch.compile.

The same backbone, head, stages, batch and number of galaxies, bf16 autocast and channels_last; a DataLoader with a process a
core decodes and augments as in the paper (whatever the recipe's own augmentation). Several GPUs: torchrun and
DistributedDataParallel. Prints one line of JSON a stage.
"""

import argparse
import csv
import json
import os
import pathlib
import resource
import time
import tomllib

import torch
import torchvision.transforms.v2 as transforms
from peer import Galaxy
from PIL import Image
from torch import nn

# What is frozen through a layer of the recipes: the beginnings of timm's names.
FROZEN = {
    ("xception", "block1_conv1"): ("whole.conv1.", "whole.bn1."),
    ("xception", "block5_sepconv1"): (
        "whole.conv1.", "whole.bn1.", "whole.conv2.", "whole.bn2.", "whole.block1.", "whole.block2.", "whole.block3.",
        "whole.block4.", "whole.block5.rep.0.", "whole.block5.rep.1.", "whole.block5.rep.2."),
    ("efficientnet_lite0", "conv_stem"): ("whole.conv_stem.",),
    ("efficientnet_lite2", "conv_stem"): ("whole.conv_stem.",),
}


class Pictures(torch.utils.data.Dataset):
    """The labelled rows of manifests."""

    def __init__(self, manifests, classes, transform):
        self.rows, self.transform = [], transform
        for manifest in map(pathlib.Path, manifests):
            with open(manifest, newline="") as file:
                for row in csv.DictReader(file):
                    if row["label"] in classes:
                        self.rows.append((str(manifest.parent / row["file"]), classes.index(row["label"])))

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, number):
        path, label = self.rows[number]
        return self.transform(Image.open(path).convert("RGB")), label


def freeze(network, name, through):
    """Freezes the backbone up to a layer and puts what is frozen into its evaluation mode."""
    if through == "all":
        frozen = ("",)
    else:
        frozen = FROZEN[name, through] if through else ()
    network.train()
    for key, module in network.backbone.named_modules():
        if frozen and f"{key}.".startswith(frozen):
            module.eval()
    for key, parameter in network.backbone.named_parameters():
        parameter.requires_grad_(not (frozen and key.startswith(frozen)))


def peak_memory(device):
    """Bytes: of the device as the allocator reserved them, and of this process on the host."""
    host = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return (torch.cuda.max_memory_reserved(device) if device.type == "cuda" else 0), host


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipe", required=True)
    parser.add_argument("--manifest", nargs="+", required=True)
    parser.add_argument("--validation", nargs="+", required=True)
    parser.add_argument("--epochs", type=int, default=1, help="of the longest stages, as tuningfork train has it")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--compile", action="store_true")
    options = parser.parse_args()
    recipe = tomllib.loads(pathlib.Path(options.recipe).read_text())
    classes = recipe.get("classes", ["spiral", "elliptical"])
    name, size = recipe["network"]["backbone"], recipe["input"]["size"]

    rank, ranks = int(os.environ.get("LOCAL_RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    device = torch.device(options.device, rank) if options.device == "cuda" else torch.device("cpu")
    if device.type == "cuda":
        torch.cuda.set_device(device)
    if ranks > 1:
        torch.distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    torch.manual_seed(1)
    network = Galaxy(name).to(device, memory_format=torch.channels_last)

    augmented = transforms.Compose([
        transforms.RandomHorizontalFlip(), transforms.RandomVerticalFlip(),
        transforms.RandomAffine(45, translate=(0.3, 0.3), scale=(0.7, 1.3), interpolation=transforms.InterpolationMode.BILINEAR),
        transforms.Resize((size, size), antialias=True), transforms.PILToTensor()])
    plain = transforms.Compose([transforms.Resize((size, size), antialias=True), transforms.PILToTensor()])
    training = Pictures(options.manifest, classes, augmented)
    validation = Pictures(options.validation, classes, plain)

    def loader(pictures, batch, shuffled):
        sampler = None
        if ranks > 1:
            sampler = torch.utils.data.DistributedSampler(pictures, ranks, rank, shuffle=shuffled)
        return torch.utils.data.DataLoader(
            pictures, max(1, batch // ranks), shuffle=shuffled and sampler is None, sampler=sampler,
            num_workers=options.workers // ranks, pin_memory=device.type == "cuda", persistent_workers=options.workers // ranks > 0)

    criterion = nn.CrossEntropyLoss()
    longest = max(stage["epochs"] for stage in recipe["stage"])
    for stage in recipe["stage"]:
        epochs = options.epochs if stage["epochs"] == longest else min(options.epochs, stage["epochs"])
        through = stage.get("freeze_through", "")
        freeze(network, name, through)
        model = network
        if options.compile:
            torch._dynamo.reset()
            model = torch.compile(network)
        if ranks > 1:
            model = nn.parallel.DistributedDataParallel(model, device_ids=[rank] if device.type == "cuda" else None)
        optimizer = torch.optim.Adam(
            [p for p in network.parameters() if p.requires_grad], lr=stage["learning_rate"], fused=True)
        batches, checks = loader(training, stage["batch"], True), loader(validation, stage["batch"], False)
        if device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(device)

        def logits(x):
            x = x.to(device, non_blocking=True).to(memory_format=torch.channels_last).float() / 255
            with torch.autocast(device.type, torch.bfloat16):
                return model(x).float()

        first = 0.0
        for epoch in range(epochs):
            start = mark = time.perf_counter()
            waited, seen, total = 0.0, 0, torch.zeros((), device=device)
            for number, (x, y) in enumerate(batches):
                waited += time.perf_counter() - mark
                optimizer.zero_grad()
                loss = criterion(logits(x), y.to(device, non_blocking=True))
                loss.backward()
                optimizer.step()
                total += loss.detach() * len(y)
                seen += len(y) * ranks
                if epoch == 0 and number == 1:
                    # compiling, choice of algorithms, start of the loading processes
                    total.item()
                    first = time.perf_counter() - start
                mark = time.perf_counter()
            mean = total.item() / max(1, seen) * ranks
            network.eval()
            right = torch.zeros((), device=device, dtype=torch.long)
            with torch.no_grad():
                for x, y in checks:
                    right += (logits(x).argmax(1) == y.to(device)).sum()
            accuracy = right.item() * ranks / len(validation)
            freeze(network, name, through)
            seconds = time.perf_counter() - start
            if rank == 0:
                on_device, on_host = peak_memory(device)
                print(json.dumps({
                    "stage": stage["name"], "epoch": epoch + 1, "images": min(seen, len(training)), "seconds": seconds,
                    "first_steps": first if epoch == 0 else 0.0, "waited": waited, "device_bytes": on_device,
                    "host_bytes": on_host, "loss": mean, "validation_accuracy": accuracy}), flush=True)
    if ranks > 1:
        torch.distributed.destroy_process_group()


if __name__ == "__main__":
    main()
