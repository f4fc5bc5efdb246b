"""keras3/: one model in Keras 2's HDF5, and as Keras 3 writes it: `.weights.h5` and `.keras`, of now (named.…) and of Keras 3.3,
whose groups name no layers (unnamed.…). Numbers are hashed from layer and kind. Run with Keras 3.15:  python keras3_files.py named
and with Keras 3.3.3:  python keras3_files.py unnamed
"""
import os
import pathlib
import sys

os.environ["KERAS_BACKEND"] = "torch"
HERE = pathlib.Path(__file__).parent
FOLDER = HERE / "keras3"
sys.path.insert(0, str(HERE.parent.parent / "NetworksTests" / "Goldens"))
import h5py
import numpy as np
from golden import uniform

import keras
from keras import layers
from keras.src.legacy.saving import legacy_h5_format


def model():
    """Made-up names are counted in the order of making, which is not the order of the layers. Training leaves the states of
    an optimiser and of random numbers."""
    inputs = layers.Input((8, 8, 3))
    late = layers.Conv2D(2, 1, use_bias=False)
    early = layers.Conv2D(2, 1, use_bias=False)
    x = layers.Conv2D(4, 3, name="stem")(inputs)
    x = layers.BatchNormalization(name="stem_bn")(x)
    x = layers.Activation("relu", name="nothing")(x)
    x = layers.SeparableConv2D(5, 3, use_bias=False, name="separable")(x)
    x = layers.BatchNormalization(scale=False)(x)
    x = layers.DepthwiseConv2D(3, name="depthwise")(x)
    x = early(x)
    x = late(x)
    x = layers.BatchNormalization(center=False, name="only_gamma")(x)
    x = layers.Dropout(0.5)(x)
    x = layers.Dense(3, name="predictions")(layers.GlobalAveragePooling2D()(x))
    return keras.Model(inputs, x, name="small")


def main(name):
    keras.backend.clear_session()
    network = model()
    network.compile("sgd", "mse", metrics=["mae"])
    network.fit(np.zeros((2, 8, 8, 3)), np.zeros((2, 3)), verbose=0)
    for layer in network.layers:
        layer.set_weights([uniform(f"{layer.name}/{w.name}", int(np.prod(w.shape))).reshape(w.shape) for w in layer.weights])
    network.save_weights(FOLDER / f"{name}.weights.h5")
    network.save(FOLDER / f"{name}.keras")
    if name == "named":
        with h5py.File(FOLDER / "legacy.h5", "w") as file:
            legacy_h5_format.save_weights_to_hdf5_group(file, network)
    print([(layer.name, [w.name for w in layer.weights]) for layer in network.layers if layer.weights])


main(sys.argv[1])
