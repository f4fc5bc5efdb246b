"""small.h5: a model of a few layers, written by Keras' own writer of the legacy format inside `model_weights`; and
odd.h5: what that writer does not do but old files have (variable-length strings, lists of names in several parts,
compressed chunks, half and double precision). Run:  python small_hdf5.py
"""
import os
import pathlib

os.environ["KERAS_BACKEND"] = "torch"
import h5py
import numpy as np

import keras
from keras.src.legacy.saving import legacy_h5_format

HERE = pathlib.Path(__file__).parent


def main():
    model = keras.Sequential([
        keras.layers.Input((8, 8, 3)), keras.layers.Conv2D(4, 3, name="conv"),
        keras.layers.BatchNormalization(name="norm"), keras.layers.Activation("relu", name="nothing"),
        keras.layers.SeparableConv2D(5, 3, name="separable", use_bias=False)])
    for number, weight in enumerate(model.weights):
        count = int(np.prod(weight.shape))
        weight.assign((np.arange(count, dtype=np.float32) + 100 * number).reshape(weight.shape))
    with h5py.File(HERE / "small.h5", "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file.create_group("model_weights"), model)
    with h5py.File(HERE / "odd.h5", "w") as file:
        file.attrs["layer_names0"] = np.array(["first"], dtype=h5py.string_dtype())
        file.attrs["layer_names1"] = np.array(["second", "third"], dtype=h5py.string_dtype())
        for layer, kind in (("first", "<f2"), ("second", "<f8")):
            group = file.create_group(layer)
            group.attrs["weight_names"] = np.array([f"{layer}/kernel:0"], dtype=h5py.string_dtype())
            values = np.arange(60, dtype=kind).reshape(3, 4, 5) / 4
            group.create_dataset(f"{layer}/kernel:0", data=values, chunks=(1, 4, 5), compression="gzip")
        file.create_group("third").attrs["weight_names"] = np.zeros(0, dtype="S1")


main()
