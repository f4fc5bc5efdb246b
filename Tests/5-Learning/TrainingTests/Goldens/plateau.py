"""Writes plateau.safetensors: the learning rate that keras.callbacks.ReduceLROnPlateau leaves after each epoch.

Run with keras 3.15, torch and safetensors: python plateau.py

`loss` (epochs) is the validation loss; `rate.PATIENCE` (epochs) the rate after it, from 0.1 by 0.5 down to 0.02. Losses
that differ do so by more than Keras' least change of 1e-4.
"""
import os
import types

os.environ["KERAS_BACKEND"] = "torch"
import keras  # noqa: E402
import torch  # noqa: E402
from safetensors.torch import save_file  # noqa: E402

LOSSES = [1.0, 0.9, 0.95, 0.8, 0.81, 0.82, 0.83, 0.7, 0.75, 0.75, 0.75, 0.75, 0.75, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.5, 0.6]

out = {"loss": torch.tensor(LOSSES, dtype=torch.float64)}
for patience in (0, 1, 2, 3):
    optimizer = types.SimpleNamespace(learning_rate=0.1)
    callback = keras.callbacks.ReduceLROnPlateau(
        monitor="val_loss", mode="min", factor=0.5, patience=patience, min_lr=0.02)
    callback.set_model(types.SimpleNamespace(optimizer=optimizer))
    callback.on_train_begin()
    rates = []
    for epoch, loss in enumerate(LOSSES):
        callback.on_epoch_end(epoch, {"val_loss": loss})
        rates.append(optimizer.learning_rate)
    print(patience, rates)
    out[f"rate.{patience}"] = torch.tensor(rates, dtype=torch.float64)
save_file(out, os.path.join(os.path.dirname(os.path.abspath(__file__)), "plateau.safetensors"))
