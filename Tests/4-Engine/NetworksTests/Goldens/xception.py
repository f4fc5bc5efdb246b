"""Xception without top: keras.applications.Xception and timm's legacy_xception, each with its own padding and epsilon.

The keys are this package's: Keras' layer names, with `.depthwise`, `.pointwise` and `_bn`; the unnamed shortcuts of
Keras are `blockN_shortcut`. Keras' numbers come out in (N, H, W, C) and are stored as (N, C, H, W).
"""
import numpy as np
import torch
from golden import fill, image, save, value

import keras
import timm

SHORTCUTS = ["block2", "block3", "block4", "block13"]


def keras_model(side):
    model = keras.applications.Xception(include_top=False, weights=None, input_shape=(side, side, 3))
    convolutions = iter(SHORTCUTS)
    norms = iter(SHORTCUTS)
    for layer in model.layers:
        name = layer.name
        if isinstance(layer, keras.layers.SeparableConv2D):
            depthwise, pointwise = [w.shape for w in layer.weights]
            d = value(f"{name}.depthwise.weight", (depthwise[2], 1, 3, 3)).transpose(2, 3, 0, 1)
            p = value(f"{name}.pointwise.weight", (pointwise[3], pointwise[2], 1, 1)).transpose(2, 3, 1, 0)
            layer.set_weights([d, p])
        elif isinstance(layer, keras.layers.Conv2D):
            key = name if name.startswith("block") else f"{next(convolutions)}_shortcut"
            h, w, i, o = layer.weights[0].shape
            layer.set_weights([value(f"{key}.weight", (o, i, h, w)).transpose(2, 3, 1, 0)])
        elif isinstance(layer, keras.layers.BatchNormalization):
            key = name if name.startswith("block") else f"{next(norms)}_shortcut_bn"
            shape = layer.weights[0].shape
            layer.set_weights(
                [value(f"{key}.{part}", shape) for part in ("weight", "bias", "running_mean", "running_var")])
    return model


def canonical(key):
    """timm's key -> this package's key."""
    parts = key.split(".")
    stem = {"conv1": "block1_conv1", "bn1": "block1_conv1_bn", "conv2": "block1_conv2", "bn2": "block1_conv2_bn"}
    if parts[0] in stem:
        return ".".join([stem[parts[0]]] + parts[1:])
    if parts[0] in ("conv3", "conv4", "bn3", "bn4"):
        number = int(parts[0][-1]) - 2
        block = f"block14_sepconv{number}"
    else:
        block = f"block{int(parts[0][5:]) + 1}"
        if parts[1] == "skip":
            return f"{block}_shortcut.{parts[2]}"
        if parts[1] == "skipbn":
            return f"{block}_shortcut_bn.{parts[2]}"
        first = 1 if block == "block2" else 0  # its leading ReLU is left out
        number = (int(parts[2]) + first) // 3 + 1
        block = f"{block}_sepconv{number}"
        parts = parts[2:]
    if parts[1] in ("conv1", "pointwise"):
        return f"{block}.{'depthwise' if parts[1] == 'conv1' else 'pointwise'}.weight"
    return f"{block}_bn.{parts[-1]}"


def main():
    for side in (71, 96):
        x = image(side).numpy().transpose(0, 2, 3, 1)
        y = keras_model(side).predict(x, verbose=0)
        save(f"xception_keras_{side}", np.asarray(y).transpose(0, 3, 1, 2))
        model = fill(timm.create_model("legacy_xception", num_classes=0), canonical)
        with torch.no_grad():
            save(f"xception_timm_{side}", model.forward_features(image(side)))


main()
