package import Confidence
import Foundation
package import Manifests

extension CovariateColumns {
    /// Magnitude and size of each galaxy of `batch`, NaN where one is not known.
    ///
    /// - Throws: as ``Manifests/CovariateColumns/values(of:surveys:)``.
    package func covariates(of batch: GalaxyTable.Batch) throws -> [Covariates] {
        let (magnitudes, radii) = try values(of: batch.table, surveys: batch.surveys)
        return zip(magnitudes, radii).map { Covariates(magnitude: $0, size: log($1)) }
    }
}
