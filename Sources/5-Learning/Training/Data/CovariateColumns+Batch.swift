package import Confidence
import Foundation
package import Manifests
package import Tables

extension CovariateColumns {
    /// Magnitude and size of each galaxy of `batch`, NaN where one is not known.
    ///
    /// - Throws: as ``Manifests/CovariateColumns/values(of:surveys:)``.
    package func covariates(of batch: GalaxyTable.Batch) throws -> [Covariates] {
        try covariates(of: batch.table, surveys: batch.surveys)
    }

    /// As ``covariates(of:)``, of the rows of a table.
    ///
    /// - Parameter surveys: that each row's image is from; nil where none is known.
    package func covariates(of table: Table, surveys: [String?]?) throws -> [Covariates] {
        let (magnitudes, radii) = try values(of: table, surveys: surveys)
        return zip(magnitudes, radii).map { Covariates(magnitude: $0, size: log($1)) }
    }
}
