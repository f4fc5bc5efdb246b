"""MobileNet v1 in the layout of shicai/MobileNet-Caffe, with batch normalisation folded and not.

No Python library carries this layout, so the network is written here in PyTorch: Howard et al. 2017, table 1;
zero padding 1, ReLU after every convolution.
"""
import torch
from golden import image, save, value

LAYERS = [("conv2_1", 32, 64, 1), ("conv2_2", 64, 128, 2), ("conv3_1", 128, 128, 1), ("conv3_2", 128, 256, 2),
          ("conv4_1", 256, 256, 1), ("conv4_2", 256, 512, 2)]
LAYERS += [(f"conv5_{i}", 512, 512, 1) for i in range(1, 6)]
LAYERS += [("conv5_6", 512, 1024, 2), ("conv6", 1024, 1024, 1)]


def unit(x, name, inputs, outputs, size, stride, groups, folded):
    tensor = lambda key, *shape: torch.from_numpy(value(f"{name}{key}", shape))
    weight = tensor(".weight", outputs, inputs // groups, size, size)
    bias = tensor(".bias", outputs) if folded else None
    x = torch.nn.functional.conv2d(x, weight, bias, stride, size // 2, 1, groups)
    if not folded:
        x = torch.nn.functional.batch_norm(
            x, tensor("_bn.running_mean", outputs), tensor("_bn.running_var", outputs), tensor("_bn.weight", outputs),
            tensor("_bn.bias", outputs), False, 0.1, 1e-5)
    return x.relu()


def main():
    for folded in (True, False):
        x = unit(image(75), "conv1", 3, 32, 3, 2, 1, folded)
        for name, inputs, outputs, stride in LAYERS:
            x = unit(x, f"{name}_dw", inputs, inputs, 3, stride, inputs, folded)
            x = unit(x, f"{name}_sep", inputs, outputs, 1, 1, 1, folded)
        save(f"mobilenet_v1_{'folded' if folded else 'batch_norm'}_75", x)


main()
