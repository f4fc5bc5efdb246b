"""Files of keras.applications without top, as Keras 2 laid them out: their list of layers and weights (JSON), and what
Keras computes with them on a small picture.

The weights are hashed from their names in the file (golden.py of NetworksTests has the hash), so that the test can
write the same file anew. Names are those of the published files: `:0` at the end, made-up layers counted from 1, and
VGG's `_W_1`, `_b_1`. Run:  python keras_layouts.py
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent / "NetworksTests" / "Goldens"))
import numpy as np
from golden import image, uniform

import keras


def value(name, shape):
    u = uniform(name, int(np.prod(shape)))
    if len(shape) == 4:
        depthwise = "depthwise" in name
        gain = 1.0 if "pointwise" in name else 2.0
        v = (2 * u - 1) * np.sqrt(3 * gain / np.prod(shape[:2] if depthwise else shape[:3]))
    elif "gamma" in name:
        v = 0.6 + 0.4 * u
    elif "variance" in name:
        v = 0.5 + u
    elif "mean" in name:
        v = 0.4 * u - 0.2
    else:
        v = 0.2 * u - 0.1
    return v.astype(np.float32).reshape(shape)


def published(name):
    """Keras 3 counts made-up names from nothing, `conv2d`, `conv2d_1`; Keras 2 from `conv2d_1`."""
    for stem in ("conv2d", "batch_normalization"):
        if name == stem:
            return f"{stem}_1"
        if name.startswith(stem + "_"):
            return f"{stem}_{int(name[len(stem) + 1:]) + 1}"
    return name


def write(name, model, side):
    layers = []
    for layer in model.layers:
        if not layer.weights:
            continue
        layer_name = published(layer.name)
        weights, values = [], []
        for weight in layer.weights:
            kind = weight.name
            if name.startswith("vgg"):
                file_name = f"{layer_name}_{'W' if kind == 'kernel' else 'b'}_1:0"
            else:
                file_name = f"{layer_name}/{kind}:0"
            shape = [int(n) for n in weight.shape]
            weights.append([file_name, shape])
            values.append(value(file_name, shape))
        layer.set_weights(values)
        layers.append([layer_name, weights])
    output = np.asarray(model.predict(image(side).numpy().transpose(0, 2, 3, 1), verbose=0)).transpose(0, 3, 1, 2)
    np.save(HERE / f"keras_{name}_{side}.npy", np.ascontiguousarray(output, dtype=np.float32))
    lines = ",\n".join(json.dumps(layer, separators=(",", ":")) for layer in layers)
    (HERE / f"keras_{name}.json").write_text(f"[\n{lines}\n]\n")
    print(name, output.shape, np.abs(output).max())


def main():
    applications = {"xception": ("Xception", 71), "inception_v3": ("InceptionV3", 107), "resnet50": ("ResNet50", 64),
                    "vgg16": ("VGG16", 48), "vgg19": ("VGG19", 48)}
    for name, (maker, side) in applications.items():
        keras.backend.clear_session()
        build = getattr(keras.applications, maker)
        write(name, build(include_top=False, weights=None, input_shape=(side, side, 3)), side)


main()
