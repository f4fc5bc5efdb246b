"""Writes operators.safetensors: inputs and outputs of operators as PyTorch gives them.

Run with torch 2.11 and safetensors: python make_operators.py
"""
import os

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

torch.manual_seed(7)
x = torch.randn(2, 6, 9, 8)
w = torch.randn(4, 3, 3, 2)
b = torch.randn(4)
labels = torch.tensor([1, 0, 2, 2, 1])
logits = torch.randn(5, 3)
targets = torch.tensor([[0.2, 0.5, 0.3], [1, 0, 0], [0, 0.1, 0.9], [0.4, 0.4, 0.2], [0, 1, 0]])
gamma, beta = torch.randn(6), torch.randn(6)
mean, variance = torch.randn(6), torch.rand(6) + 0.5
out = {
    "x": x, "w": w, "b": b, "labels": labels, "logits": logits, "targets": targets,
    "gamma": gamma, "beta": beta, "mean": mean.clone(), "variance": variance.clone(),
    "conv2d": F.conv2d(x, w, b, stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=2),
    "max_pool2d": F.max_pool2d(x, 3, 2, 1, ceil_mode=True),
    "avg_pool2d": F.avg_pool2d(x, (3, 2), (2, 2), (1, 1), ceil_mode=True, count_include_pad=False),
    "adaptive": F.adaptive_avg_pool2d(x, (3, 2)),
    "batch_norm_eval": F.batch_norm(x, mean, variance, gamma, beta, False, 0.1, 1e-3),
    "cross_entropy": F.cross_entropy(logits, labels, reduction="none"),
    "cross_entropy_soft": F.cross_entropy(logits, targets, reduction="none"),
    "softmax": F.softmax(logits, 1),
    "pad": F.pad(x, (1, 2, 0, 3), value=-1.5),
}
out["batch_norm_train"] = F.batch_norm(x, mean, variance, gamma, beta, True, 0.2, 1e-3)
out["mean_after"], out["variance_after"] = mean, variance
save_file({k: v.contiguous() for k, v in out.items()},
          os.path.join(os.path.dirname(os.path.abspath(__file__)), "operators.safetensors"))
