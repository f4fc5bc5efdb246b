public import ArgumentParser
public import Neighbours

extension NeighbourMetric: ExpressibleByArgument {}
