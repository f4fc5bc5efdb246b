extension Workers {
    /// Hands over what `next` gives, one after the other and in order, until it gives nil; while one is handed over, another
    /// thread makes the next. The two must not touch one another's data.
    ///
    /// - Throws: what `body` throws, else what `next` throws, after those before it were handed over.
    package static func ahead<Item>(_ next: () throws -> Item?, _ body: (Item) throws -> Void) throws {
        guard var current = try next() else { return }
        while true {
            var following: Result<Item?, any Error> = .success(nil)
            var refusal: (any Error)?
            perform(2) { part in
                if part == 0 {
                    do { try body(current) } catch { refusal = error }
                } else {
                    following = Result { try next() }
                }
            }
            if let refusal { throw refusal }
            guard let item = try following.get() else { return }
            current = item
        }
    }
}
