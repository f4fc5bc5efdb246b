"""MobileNet v1 in the layout of shicai/MobileNet-Caffe, with batch normalisation folded.

No Python library carries this layout, so the network is written here in PyTorch: Howard et al. 2017, table 1;
zero padding 1, ReLU after every convolution.
"""
import torch
from golden import image, save, value

LAYERS = [("conv2_1", 32, 64, 1), ("conv2_2", 64, 128, 2), ("conv3_1", 128, 128, 1), ("conv3_2", 128, 256, 2),
          ("conv4_1", 256, 256, 1), ("conv4_2", 256, 512, 2)]
LAYERS += [(f"conv5_{i}", 512, 512, 1) for i in range(1, 6)]
LAYERS += [("conv5_6", 512, 1024, 2), ("conv6", 1024, 1024, 1)]


def unit(x, name, inputs, outputs, size, stride, groups):
    weight = torch.from_numpy(value(f"{name}.weight", (outputs, inputs // groups, size, size)))
    bias = torch.from_numpy(value(f"{name}.bias", (outputs,)))
    return torch.nn.functional.conv2d(x, weight, bias, stride, size // 2, 1, groups).relu()


def main():
    x = unit(image(75), "conv1", 3, 32, 3, 2, 1)
    for name, inputs, outputs, stride in LAYERS:
        x = unit(x, f"{name}_dw", inputs, inputs, 3, stride, inputs)
        x = unit(x, f"{name}_sep", inputs, outputs, 1, 1, 1)
    save("mobilenet_v1_folded_75", x)


main()
