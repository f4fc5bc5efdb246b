extension ScatterMap {
    private static var edge: Colour { Colour(grey: 120) }
    private static var grid: Colour { Colour(grey: 222) }

    /// More points than this are pixels also in an SVG or PDF file.
    private static let mostShapes = 5000

    public func draw(on canvas: Canvas) {
        if !heading.isEmpty {
            canvas.text(
                ScatterLayout.heading.fitted(heading, room: size.x - 2 * layout.frame.left),
                at: SIMD2(layout.frame.left, 14), ScatterLayout.heading, baseline: .middle)
        }
        if isFlat { drawPlane(canvas) } else { SpaceBox(self).draw(on: canvas) }
        if points.count > Self.mostShapes {
            canvas.pixels(in: layout.frame) { drawPoints($0) }
        } else {
            canvas.clipped(to: layout.frame) { drawPoints(canvas) }
        }
        drawPictures(canvas)
        if isFlat { canvas.box(layout.frame, stroke: Stroke(Self.edge, width: 0.6)) }
        if let bar = layout.bar { drawBar(canvas, bar) }
        layout.legend.draw(on: canvas, at: SIMD2(layout.frame.left, layout.legendTop))
    }

    /// Numbers and names of a plane's axes.
    private func drawPlane(_ canvas: Canvas) {
        let (frame, text) = (layout.frame, ScatterLayout.text)
        let stroke = Stroke(Self.edge, width: 0.6)
        for axis in 0..<2 {
            let range = layout.range(axis: axis)
            let ticks = Ticks(range, count: axis == 0 ? 6 : 5)
            for (value, label) in zip(ticks.values, ticks.labels) {
                let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
                if axis == 0 {
                    let x = frame.left + share * frame.width
                    canvas.line([SIMD2(x, frame.bottom), SIMD2(x, frame.bottom + 3)], stroke)
                    canvas.text(label, at: SIMD2(x, frame.bottom + 6), text, anchor: .middle, baseline: .top)
                } else {
                    let y = frame.bottom - share * frame.height
                    canvas.line([SIMD2(frame.left - 3, y), SIMD2(frame.left, y)], stroke)
                    canvas.text(label, at: SIMD2(frame.left - 6, y), text, anchor: .right, baseline: .middle)
                }
            }
        }
        canvas.text(
            axes[0], at: SIMD2(frame.middle.x, frame.bottom + 19), text, anchor: .middle, baseline: .top)
        canvas.text(
            axes[1], at: SIMD2(frame.left - 34, frame.middle.y), text, anchor: .middle, baseline: .middle,
            turn: -.pi / 2)
    }

    /// Radius of a point: a tenth of the frame is covered, from 0.45 to 2.4 points.
    private var radius: Double {
        let area = layout.frame.width * layout.frame.height * (isFlat ? 0.10 : 0.06)
        return min(max((area / (.pi * Double(max(points.count, 1)))).squareRoot(), 0.45), 2.4)
    }

    private var opacity: Double { points.count < 2000 ? 0.9 : points.count < 20_000 ? 0.75 : 0.6 }

    /// Of each point, before its distance counts.
    private var pointColours: [Colour] {
        switch colours {
        case .plain: return [Colour](repeating: Palette.colour(0), count: points.count)
        case .classes(_, let classes, _): return classes.map { $0.map(Palette.colour) ?? Palette.none }
        case .numbers(_, let numbers):
            let range = PointColours.range(of: numbers).range
            return numbers.map { number in
                guard number.isFinite else { return Palette.none }
                return Palette.viridis((number - range.lowerBound) / (range.upperBound - range.lowerBound))
            }
        }
    }

    /// From the farthest to the nearest; in a plane those that are in no class first, the others in no order.
    private var drawingOrder: [Int] {
        guard isFlat else {
            return points.indices.sorted { (places[$0].z, $0) < (places[$1].z, $1) }
        }
        let isNone: [Bool] =
            switch colours {
            case .plain: points.map { _ in false }
            case .classes(_, let classes, _): classes.map { $0 == nil }
            case .numbers(_, let numbers): numbers.map { !$0.isFinite }
            }
        let hashes = points.indices.map(Self.hash)
        return points.indices.sorted { (isNone[$0] ? 0 : 1, hashes[$0], $0) < (isNone[$1] ? 0 : 1, hashes[$1], $1) }
    }

    private func drawPoints(_ canvas: Canvas) {
        let (radius, opacity, colours) = (radius, opacity, pointColours)
        let rim = points.count < 1500 ? Stroke(Colour.white.opacity(0.8), width: 0.35) : nil
        for number in drawingOrder {
            let place = places[number]
            var colour = colours[number]
            var radius = radius
            if !isFlat {
                // What is far is smaller and paler.
                colour = colour.mixed(with: .white, share: 0.62 * (1 - place.z))
                radius *= 0.7 + 0.6 * place.z
            }
            canvas.circle(at: SIMD2(place.x, place.y), radius: radius, fill: colour.opacity(opacity), stroke: rim)
        }
    }

    /// Pictures at their points, framed in the points' colours.
    private func drawPictures(_ canvas: Canvas) {
        guard !pictures.isEmpty else { return }
        let colours = pointColours
        let order = pictures.keys.sorted { (places[$0].z, $0) < (places[$1].z, $1) }
        for number in order {
            guard let picture = pictures[number] else { continue }
            let box = Box(
                left: places[number].x - pictureSide / 2, top: places[number].y - pictureSide / 2, width: pictureSide,
                height: pictureSide)
            canvas.image(picture, in: box)
            canvas.box(box, stroke: Stroke(colours[number], width: 0.9))
        }
    }

    /// The colours of numbers, pointed where some lie beyond.
    private func drawBar(_ canvas: Canvas, _ bar: Box) {
        guard case .numbers(let name, let numbers) = colours else { return }
        let (range, below, above) = PointColours.range(of: numbers)
        let steps = 128
        for step in 0..<steps {
            // A little over the next, so that no gap is seen.
            let top = bar.bottom - Double(step + 1) / Double(steps) * bar.height
            canvas.box(
                Box(
                    left: bar.left, top: top, width: bar.width,
                    height: bar.height / Double(steps) + (step > 0 ? 0.4 : 0)),
                fill: Palette.viridis((Double(step) + 0.5) / Double(steps)))
        }
        var outline = [SIMD2(bar.left, bar.top), SIMD2(bar.right, bar.top)]
        if above { outline.insert(SIMD2(bar.middle.x, bar.top - 7), at: 1) }
        var end = [SIMD2(bar.right, bar.bottom), SIMD2(bar.left, bar.bottom)]
        if below { end.insert(SIMD2(bar.middle.x, bar.bottom + 7), at: 1) }
        if above { canvas.polygon(outline, fill: Palette.viridis(1)) }
        if below { canvas.polygon(end, fill: Palette.viridis(0)) }
        canvas.polygon(outline + end, stroke: Stroke(Self.edge, width: 0.6))
        let ticks = Ticks(range, count: 5)
        for (value, label) in zip(ticks.values, ticks.labels) {
            let y = bar.bottom - (value - range.lowerBound) / (range.upperBound - range.lowerBound) * bar.height
            canvas.line([SIMD2(bar.right, y), SIMD2(bar.right + 3, y)], Stroke(Self.edge, width: 0.6))
            canvas.text(label, at: SIMD2(bar.right + 6, y), ScatterLayout.text, baseline: .middle)
        }
        canvas.text(
            ScatterLayout.text.fitted(name, room: size.x - bar.left - 4), at: SIMD2(bar.left, bar.top - 14),
            ScatterLayout.text, baseline: .line)
    }
}
