import Statistics

extension OracleData {
    /// A numeric column by its name in the tools' files.
    func column(_ name: String) -> [Double?] {
        rows.map { row in
            switch name {
            case "num": row.number
            case "num_missing": row.numberOrMissing
            case "score": row.score
            default: 7
            }
        }
    }

    static func sample(_ values: some Sequence<Double?>) -> NumericSample {
        let values = Array(values)
        let found = values.compactMap(\.self).sorted()
        return NumericSample(sorted: found, missing: values.count - found.count)
    }

    static func counts(_ rows: some Sequence<Row>) -> [Int] {
        ["A", "B", "C", "D"].map { name in rows.count { $0.category == name } }
    }

    /// Two samples of a numeric column, by one family; `tag` is "" or "_big".
    static func numeric(_ family: DefinitionFamily, _ name: String, _ tag: String) -> TwoSample {
        let (reference, current) = pair(tag)
        let column = reference.column(name)
        let chunks = NannyML.chunks(rows: column.count).map { sample(column[$0]) }
        return .numeric(family, sample(column), sample(current.column(name)), chunks: chunks)
    }

    /// Two samples of the categories, by one family.
    static func categorical(_ family: DefinitionFamily, _ tag: String) -> TwoSample? {
        let (reference, current) = pair(tag)
        let chunks = NannyML.chunks(rows: reference.rows.count).map { counts(reference.rows[$0]) }
        return CountPair(baseline: counts(reference.rows), current: counts(current.rows)).map {
            .categorical(family, $0, chunks: chunks)
        }
    }

    private static func pair(_ tag: String) -> (OracleData, OracleData) {
        tag.isEmpty ? (reference, current) : (bigReference, bigCurrent)
    }
}
