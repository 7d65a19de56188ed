import Model
import Projections

/// The few texts that paired decisions have in common, numbered for both sides alike.
struct PairTexts: Sendable {
    var actions = TextBook()
    /// By segment, in the order in which they were met.
    var segments: [(name: Identifier, book: TextBook)] = []

    /// Where a segment stands.
    mutating func place(of name: Identifier) -> Int {
        if let place = segments.firstIndex(where: { $0.name == name }) { return place }
        segments.append((name, TextBook()))
        return segments.count - 1
    }
}

/// Numbers texts in the order in which they are met.
struct TextBook: Sendable {
    /// Texts numbered at most; the rest count as none.
    static let textsMax = 1_000

    private(set) var texts: [[UInt8]] = []
    private var known: [[UInt8]: Int32] = [:]
    /// Whether there were more texts than are numbered.
    private(set) var isFull = false

    func text(_ number: Int32) -> String {
        texts.indices.contains(Int(number)) ? String(decoding: texts[Int(number)], as: UTF8.self) : ""
    }

    private mutating func number(_ text: ArraySlice<UInt8>) -> Int32 {
        let bytes = Array(text)
        if let number = known[bytes] { return number }
        guard texts.count < Self.textsMax else {
            isFull = true
            return -1
        }
        let number = Int32(texts.count)
        texts.append(bytes)
        known[bytes] = number
        return number
    }

    /// The numbers of a column's texts by row, -1 where there is none; empty when no row has one.
    mutating func numbers(_ column: Column?, count: Int) -> [Int32] {
        guard let column, !column.codes.isEmpty else { return [] }
        var found = [Int32](repeating: -1, count: count)
        var codes = [Int32](repeating: -2, count: column.texts.count)
        for index in 0..<column.count where column.tag(at: index) == .text {
            let code = column.codes[index]
            if codes[Int(code)] == -2 { codes[Int(code)] = isFull ? -1 : number(column.texts[code]) }
            found[column.rows.map { Int($0[index]) } ?? index] = codes[Int(code)]
        }
        return found
    }
}
