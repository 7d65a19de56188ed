/// Names that are the members of one object or the marks of one file.
package enum Names {
    /// The names with `_2`, `_3`, ... behind those that an earlier one has taken, so that no value hides
    /// another.
    ///
    /// Names compare as bytes: some come from clients, such as a column named after an action.
    package static func unique(_ names: [String]) -> [String] {
        guard !areFewAndUnlike(names) else { return names }
        var taken = Set<[UInt8]>()
        return names.map { name in
            var candidate = name
            var number = 1
            while !taken.insert(Array(candidate.utf8)).inserted {
                number += 1
                candidate = "\(name)_\(number)"
            }
            return candidate
        }
    }

    /// Whether names are few and any two differ in their length or in their first, middle or last byte: so it
    /// is with nearly every list, which then needs no set.
    private static func areFewAndUnlike(_ names: [String]) -> Bool {
        var marks = InlineArray<32, UInt64>(repeating: 0)
        guard names.count <= marks.count else { return false }
        for index in names.indices {
            let bytes = names[index].utf8.span
            var mark = UInt64(bytes.count) << 24
            if !bytes.isEmpty {
                mark |= UInt64(bytes[0]) << 16 | UInt64(bytes[bytes.count / 2]) << 8
                mark |= UInt64(bytes[bytes.count - 1])
            }
            for earlier in 0..<index where marks[earlier] == mark { return false }
            marks[index] = mark
        }
        return true
    }
}

extension Table {
    /// The values of a row, as many as there are columns: what a row lacks has no value, what it has too much
    /// is left.
    package func values(of row: [Value]) -> [Value] {
        columns.indices.map { $0 < row.count ? row[$0] : .none("") }
    }

    /// Whether people read a column from the right: it has a number, and nothing that is not one.
    func isNumeric(_ column: Int) -> Bool {
        var found = false
        for row in rows where column < row.count {
            switch row[column] {
            case .integer, .number, .share, .duration: found = true
            case .none: continue
            case .text, .time, .flag, .list, .json: return false
            }
        }
        return found
    }

    /// Why values do not exist, for each column that has a reason: its label and its reasons, each once, in
    /// the order of the rows, as they came.
    var reasons: [(label: String, text: String)] {
        columns.indices.compactMap { column in
            var taken = Set<[UInt8]>()
            var reasons: [String] = []
            for row in rows where column < row.count {
                guard case .none(let reason) = row[column], !reason.isEmpty else { continue }
                if taken.insert(Array(reason.utf8)).inserted { reasons.append(reason) }
            }
            return reasons.isEmpty ? nil : (columns[column].label, reasons.joined(separator: "; "))
        }
    }
}

extension Document {
    package var tables: [Table] {
        sections.compactMap { if case .table(let table) = $0 { table } else { nil } }
    }

    package var factLists: [FactList] {
        sections.compactMap { if case .facts(let list) = $0 { list } else { nil } }
    }

    enum Figure {
        case plot(Plot)
        case chart(Chart)

        var key: String {
            switch self {
            case .plot(let plot): plot.key
            case .chart(let chart): chart.key
            }
        }
    }

    /// Histograms and charts, in reading order.
    var figures: [Figure] {
        sections.compactMap {
            switch $0 {
            case .plot(let plot): .plot(plot)
            case .chart(let chart): .chart(chart)
            case .facts, .table, .note: nil
            }
        }
    }

    var notes: [(key: String, text: String)] {
        sections.compactMap { if case .note(let key, let text) = $0 { (key, text) } else { nil } }
    }
}
