import Networks

extension RecipeOverlay {
    /// The words that the key `name` takes; empty when it takes something else.
    static func allowedNames(_ name: String) -> [String] {
        switch name {
        case "precision": Precision.allCases.map(\.rawValue)
        case "class_balance": ClassBalance.allCases.map(\.rawValue)
        case "optimizer": OptimizerName.allCases.map(\.rawValue)
        case "schedule": ScheduleName.allCases.map(\.rawValue)
        case "mean": ViewMean.allCases.map(\.rawValue)
        case "kind": HeadKind.allCases.map(\.rawValue)
        case "cells": VoteCells.allCases.map(\.rawValue)
        case "reduction": ReductionName.allCases.map(\.rawValue)
        case "batch_scope": BatchScope.allCases.map(\.rawValue)
        case "keep": Keep.allCases.map(\.rawValue)
        case "choice": RecursionRecipe.Choice.allCases.map(\.rawValue)
        case "backbone": BackboneName.allCases.map(\.rawValue)
        default: []
        }
    }
}
