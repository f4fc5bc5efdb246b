"""InceptionV3, ResNet50, VGG16 and VGG19 of torchvision, without their classifiers; the keys are torchvision's."""
import torch
import torchvision.models as models
from golden import fill, image, save


def inception(x, model):
    taken = {}
    for name in ("Mixed_5d", "Mixed_6e", "Mixed_7c"):
        getattr(model, name).register_forward_hook(lambda _, __, y, name=name: taken.__setitem__(name, y))
    model(x)
    return taken


def main():
    with torch.no_grad():
        model = fill(models.inception_v3(weights=None, init_weights=False))
        taken = inception(image(139), model)
        save("inception_v3_139", taken["Mixed_7c"])
        save("inception_v3_139_means", torch.cat([taken["Mixed_5d"].mean((2, 3)), taken["Mixed_6e"].mean((2, 3))], 1))
        model = fill(models.resnet50(weights=None))
        children = torch.nn.Sequential(*list(model.children())[:-2])
        save("resnet50_75", children(image(75)))
        for name, side in (("vgg16", 71), ("vgg19", 64)):
            save(f"{name}_{side}", fill(getattr(models, name)(weights=None)).features(image(side)))


main()
