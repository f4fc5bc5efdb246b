public import ArgumentParser
public import Training

extension RecursionRecipe.Choice: ExpressibleByArgument {}
