internal import Files
internal import Training

extension CatalogueProvenance {
    /// What is published of it: files go by the last component of their path, beside their digests, and no machine is named.
    var published: CatalogueProvenance {
        CatalogueProvenance(
            name: name, origin: origin?.published,
            manifest: .init(
                path: manifest.path.fileName, sha256: manifest.sha256, leftOut: manifest.leftOut,
                repeated: manifest.repeated, names: manifest.names, view: manifest.view),
            settings: settings,
            makers: makers.map { maker in
                var maker = maker
                maker.host = nil
                return maker
            }, started: started, finished: finished, rows: rows, cells: cells, files: files)
    }
}

extension CatalogueOrigin {
    fileprivate var published: CatalogueOrigin {
        var origin = self
        origin.run = run.fileName
        for network in networks.indices {
            // A path and, behind it, a digest.
            origin.networks[network].firstWeights = networks[network].firstWeights.fileName
            for table in networks[network].trainedOn.indices {
                origin.networks[network].trainedOn[table].path = networks[network].trainedOn[table].path.fileName
            }
        }
        return origin
    }
}
