public import ArgumentParser
public import Drawing

extension PictureFormat: ExpressibleByArgument {}
