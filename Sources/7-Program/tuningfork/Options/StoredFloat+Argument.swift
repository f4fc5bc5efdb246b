public import ArgumentParser
public import Vectors

extension StoredFloat: ExpressibleByArgument {}
