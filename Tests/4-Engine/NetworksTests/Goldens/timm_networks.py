"""EfficientNet, ConvNeXt, ResNet and MobileNet v1 of timm, without their classifiers; the keys are timm's.

ConvNeXt's array is what timm's network gives without a classifier: the normalised mean over the picture.
"""
import timm
import torch
from golden import fill, image, save

# An even and an odd side, where 'same' padding differs.
NETWORKS = {
    "tf_efficientnet_lite0": (64, 75),
    "tf_efficientnet_lite1": (64,),
    "tf_efficientnet_lite2": (64,),
    "tf_efficientnet_lite3": (64,),
    "tf_efficientnet_lite4": (64,),
    "efficientnet_b0": (64, 75),
    "convnext_pico": (64,),
    "convnext_nano": (64, 75),
    "convnext_tiny": (64,),
    "convnext_small": (64,),
    "convnext_base": (64,),
    "resnet18": (75,),
    "resnet101": (64,),
    "mobilenetv1_100": (75,),
}


MOBILENET = [["conv2_1"], ["conv2_2", "conv3_1"], ["conv3_2", "conv4_1"],
             ["conv4_2"] + [f"conv5_{i}" for i in range(1, 6)], ["conv5_6", "conv6"]]


def mobilenet_key(key):
    """timm's key -> this package's key, which is that of shicai/MobileNet-Caffe."""
    parts = key.split(".")
    if parts[0] != "blocks":
        return {"conv_stem": "conv1.", "bn1": "conv1_bn."}[parts[0]] + parts[-1]
    name = MOBILENET[int(parts[1])][int(parts[2])]
    return name + {"conv_dw": "_dw.", "bn1": "_dw_bn.", "conv_pw": "_sep.", "bn2": "_sep_bn."}[parts[3]] + parts[-1]


def main():
    with torch.no_grad():
        for name, sides in NETWORKS.items():
            rename = mobilenet_key if name == "mobilenetv1_100" else lambda key: key
            model = fill(timm.create_model(name, num_classes=0), rename)
            for side in sides:
                y = model(image(side))[..., None, None] if "convnext" in name else model.forward_features(image(side))
                save(f"{name}_{side}", y)


main()
