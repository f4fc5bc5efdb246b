internal import Workers

extension SkyIndex {
    /// The nearest position of the index for each of `queries`, one match at most for each.
    /// - Parameters:
    ///   - queries: index as `left` of the matches.
    ///   - radius: nil for any distance.
    ///   - threads: nil for one a core.
    /// - Returns: matches in order of `left`; queries with nothing within the radius are left out.
    public func nearest(
        to queries: [SkyCoordinate], within radius: Angle? = nil, threads: Int? = nil
    ) -> [SkyMatch] {
        guard count > 0 else { return [] }
        let radius = MatchRadius(radius ?? Angle(degrees: 180))
        let order = queries.withUnsafeBufferPointer { CurveOrder($0, isComplete: false, threads: threads) }
        let parts = Workers.parts(count: queries.count, threads: threads)
        return [SkyMatch](unsafeUninitializedCapacity: queries.count) { buffer, initialized in
            nonisolated(unsafe) let matches = buffer
            Workers.perform(parts) { part in
                let share = Workers.share(part, of: parts, count: queries.count)
                BoxTreeSearch.with(tree) { search in
                    nearest(order, queries, share, radius, search) { matches.initializeElement(at: $0.left, to: $0) }
                }
            }
            // Close the gaps that queries without a match left.
            var count = 0
            for match in buffer where match.right >= 0 {
                buffer[count] = match
                count += 1
            }
            initialized = count
        }
    }

    /// Gives `body` a match for each query of a share, with `right` −1 for none.
    private func nearest(
        _ order: CurveOrder, _ queries: [SkyCoordinate], _ share: Range<Int>, _ radius: MatchRadius,
        _ search: BoxTreeSearch, _ body: (SkyMatch) -> Void
    ) {
        var last = BoxTreeSearch.Best(squaredChord: 0)
        order.forEach(in: share, of: queries) { left, position, vector in
            var best = BoxTreeSearch.Best(squaredChord: radius.outer)
            if last.place >= 0 {
                // What was nearest to the query before, which lies near, bounds this search.
                let chord = vector.squaredChord(to: last.vector)
                if chord <= radius.outer {
                    best = last
                    best.squaredChord = chord
                }
            }
            search.nearest(to: vector, &best)
            var match = SkyMatch(left: left, right: -1, separation: Angle(degrees: 0))
            if best.place >= 0 {
                last = best
                let separation = position.separation(to: search.position(at: best.place))
                if best.squaredChord <= radius.inner || separation <= radius.radius {
                    match = SkyMatch(left: left, right: Int(best.index), separation: separation)
                }
            }
            body(match)
        }
    }

    /// All pairs of a query and a position of the index within `radius` of it.
    /// - Parameters:
    ///   - queries: index as `left` of the matches.
    ///   - threads: nil for one a core.
    /// - Returns: matches in order of `left`, and of `right` within it.
    public func all(within radius: Angle, of queries: [SkyCoordinate], threads: Int? = nil) -> [SkyMatch] {
        let radius = MatchRadius(radius)
        let order = queries.withUnsafeBufferPointer { CurveOrder($0, isComplete: false, threads: threads) }
        let parts = Workers.parts(count: queries.count, threads: threads)
        var found = [[SkyMatch]](repeating: [], count: parts)
        found.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let found = buffer
            Workers.perform(parts) { part in
                var matches: [SkyMatch] = []
                BoxTreeSearch.with(tree) { search in
                    let share = Workers.share(part, of: parts, count: queries.count)
                    order.forEach(in: share, of: queries) { left, position, vector in
                        let first = matches.count
                        search.forEach(within: radius.outer, of: vector) { place, chord in
                            let separation = position.separation(to: search.position(at: place))
                            if chord <= radius.inner || separation <= radius.radius {
                                let right = Int(search.index(at: place))
                                matches.append(SkyMatch(left: left, right: right, separation: separation))
                            }
                        }
                        if matches.count - first > 1 { matches[first...].sort { $0.right < $1.right } }
                    }
                }
                found[part] = matches
            }
        }
        return Self.inOrderOfLeft(found, count: queries.count)
    }

    /// The pairs of which each is the nearest of the other within `radius`: one to one.
    /// - Parameters:
    ///   - left: index as `left` of the matches.
    ///   - right: index as `right`.
    ///   - radius: nil for any distance.
    ///   - threads: nil for one a core.
    /// - Returns: matches in order of `left`.
    public static func mutual(
        _ left: [SkyCoordinate], _ right: [SkyCoordinate], within radius: Angle? = nil, threads: Int? = nil
    ) -> [SkyMatch] {
        let forth = SkyIndex(right, threads: threads).nearest(to: left, within: radius, threads: threads)
        var best = [Int](repeating: -1, count: right.count)
        for match in SkyIndex(left, threads: threads).nearest(to: right, within: radius, threads: threads) {
            best[match.left] = match.right
        }
        return forth.filter { best[$0.right] == $0.left }
    }

    /// Puts together lists of matches in which each `left` stands in one list and its matches side by side.
    private static func inOrderOfLeft(_ lists: [[SkyMatch]], count: Int) -> [SkyMatch] {
        var starts = [Int](repeating: 0, count: count + 1)
        for match in lists.joined() { starts[match.left + 1] += 1 }
        for left in 0..<count { starts[left + 1] += starts[left] }
        let total = starts[count]
        return [SkyMatch](unsafeUninitializedCapacity: total) { buffer, initialized in
            for list in lists {
                for match in list {
                    buffer.initializeElement(at: starts[match.left], to: match)
                    starts[match.left] += 1
                }
            }
            initialized = total
        }
    }
}
