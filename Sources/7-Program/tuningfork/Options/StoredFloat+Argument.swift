import ArgumentParser
import Vectors

extension StoredFloat: ExpressibleByArgument {}
