#!/usr/bin/env python3
"""One training step or inference pass of PyTorch eager in channels_last, whenever a line arrives on standard input.

The counterpart of `TuningForkBenchmark step`: the same networks, head, loss and optimiser, the same protocol.
"""

import argparse
import sys
import time

import timm
import torch
import torchvision
from torch import nn


class InceptionFeatures(nn.Module):
    """torchvision's Inception v3 through Mixed_7c."""

    def __init__(self):
        super().__init__()
        whole = torchvision.models.inception_v3(weights=None, aux_logits=False, init_weights=False)
        layers = [(name, layer) for name, layer in whole.named_children() if name not in ("avgpool", "dropout", "fc")]
        self.layers = nn.Sequential(*[layer for _, layer in layers])

    def forward(self, x):
        return self.layers(x)


class XceptionFeatures(nn.Module):
    """timm's Xception without its classifier."""

    def __init__(self):
        super().__init__()
        self.whole = timm.create_model("legacy_xception", num_classes=0, global_pool="")

    def forward(self, x):
        return self.whole.forward_features(x)


class LiteFeatures(nn.Module):
    """timm's EfficientNet-Lite without its classifier."""

    def __init__(self, name="tf_efficientnet_lite0"):
        super().__init__()
        self.whole = timm.create_model(name, num_classes=0, global_pool="")

    def forward(self, x):
        return self.whole.forward_features(x)


def mobilenet_features():
    """MobileNet v1 as published by Howard et al. 2017, table 1, with ReLU6 as timm has it."""

    def unit(inputs, outputs, size, stride, groups):
        return [
            nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU6(inplace=True),
        ]

    layers = unit(3, 32, 3, 2, 1)
    pairs = [(32, 64, 1), (64, 128, 2), (128, 128, 1), (128, 256, 2), (256, 256, 1), (256, 512, 2)]
    pairs += [(512, 512, 1)] * 5 + [(512, 1024, 2), (1024, 1024, 1)]
    for inputs, outputs, stride in pairs:
        layers += unit(inputs, inputs, 3, stride, inputs) + unit(inputs, outputs, 1, 1, 1)
    return nn.Sequential(*layers)


BACKBONES = {
    "xception": (XceptionFeatures, 2048),
    "inception_v3": (InceptionFeatures, 2048),
    "mobilenet_v1": (mobilenet_features, 1024),
    "efficientnet_lite0": (LiteFeatures, 1280),
    "efficientnet_lite2": (lambda: LiteFeatures("tf_efficientnet_lite2"), 1280),
}


class Galaxy(nn.Module):
    """A backbone under the paper's head."""

    def __init__(self, name):
        super().__init__()
        make, channels = BACKBONES[name]
        self.backbone = make()
        self.head = nn.Sequential(
            nn.Linear(channels, 1024), nn.ReLU(), nn.Dropout(0.7), nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, 2)
        )

    def forward(self, x):
        return self.head(self.backbone((x - 0.5) * 2).mean((2, 3)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", choices=BACKBONES, default="xception")
    parser.add_argument("--mode", choices=["train", "infer"], default="train")
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--size", type=int, default=299)
    parser.add_argument("--threads", type=int, required=True)
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    network = Galaxy(options.network).to(memory_format=torch.channels_last)
    network.train(options.mode == "train")
    pictures = torch.rand(options.batch, 3, options.size, options.size).to(memory_format=torch.channels_last)
    labels = torch.arange(options.batch) % 2
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-4)
    criterion = nn.CrossEntropyLoss()

    def autocast():
        return torch.autocast("cpu", torch.bfloat16, enabled=options.precision == "bfloat16")

    def train():
        optimizer.zero_grad()
        with autocast():
            loss = criterion(network(pictures).float(), labels)
        loss.backward()
        optimizer.step()
        loss.item()

    def infer():
        with torch.inference_mode(), autocast():
            network(pictures).float().tolist()

    step = train if options.mode == "train" else infer
    print("ready", sum(p.numel() for p in network.parameters()), torch.get_num_threads(), flush=True)
    for _ in sys.stdin:
        start, processor = time.perf_counter(), time.process_time()
        step()
        print(time.perf_counter() - start, time.process_time() - processor, flush=True)


if __name__ == "__main__":
    main()
