"""Vectors of the sample data's galaxies, by 'tuningfork embed'."""

import csv
import pathlib
import subprocess

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
RECIPE = HERE.parent / "recipes/sample_inception_v3.toml"


def write(path, names, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(rows)


def labelled(data, name):
    """The rows of one set that have a label, their files with the whole path."""
    with open(data / name / "manifest.csv") as file:
        return [row | {"file": data / name / row["file"]} for row in csv.DictReader(file) if row["label"]]


def network(data, endpoint):
    """Options of 'embed' for a network that knows no galaxies."""
    return ["--backbone", "inception_v3", "--endpoint", endpoint, "--weights",
            data / "imagenet_inception_v3/inception_v3_imagenet_to_mixed_7a.safetensors"]


def embed(tuningfork, source, rows, folder):
    """One vector a row, which stay in the folder too; `source` are the options that name the network or the run."""
    write(folder / "galaxies.csv", ["id", "file"], ((row["id"], row["file"]) for row in rows))
    subprocess.run(
        [tuningfork, "embed", *source, "--manifest", folder / "galaxies.csv", "--output", folder / "vectors.npy", "--quiet"],
        check=True, stdout=subprocess.DEVNULL)
    return np.load(folder / "vectors.npy")
