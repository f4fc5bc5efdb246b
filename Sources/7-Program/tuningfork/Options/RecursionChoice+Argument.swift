public import ArgumentParser
public import Recursion

extension RecursionSettings.Choice: ExpressibleByArgument {}
