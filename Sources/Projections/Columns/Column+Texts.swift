import Model

extension Column {
    /// Texts of the sample among which at most three in four may be distinct for the rest to be looked at.
    private static let sample = 4_096

    /// The column with each text once, if it holds them several times and at most half as many would be left;
    /// else itself. A builder that saw an id in its first rows holds every text on its own.
    func withFewerTexts() -> Column {
        guard !texts.isDistinct else { return self }
        var growing = GrowingTexts(giving: false)
        var fresh: [UInt32] = []
        fresh.reserveCapacity(codes.count)
        let bytes = texts.bytes.span
        for index in codes.indices {
            guard tag(at: index) == .text else {
                fresh.append(0)
                continue
            }
            fresh.append(growing.code(bytes.extracting(texts.range(Int(codes[index])))))
            if index == Self.sample, growing.table.count > Self.sample / 4 * 3 { return self }
        }
        guard growing.table.count * 2 <= texts.count else { return self }
        var column = self
        column.codes = fresh
        column.texts = growing.table
        return column
    }
}
