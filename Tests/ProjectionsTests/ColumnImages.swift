import Model
import Projections
import TestSupport

/// A cell as the plain model holds it.
enum PlainCell: Hashable {
    case null
    case number(UInt64)
    case text([UInt8])
    case flag(Bool)
    case time(Int64)
}

/// A row as the plain model holds it, and the image that says the same.
struct PlainRow {
    var type: EventType = .decision
    var position: Position = 0
    var at: Int64 = 0
    var cells: [(key: ColumnKey, cell: PlainCell)] = []
    var namesSubject = false

    /// The texts of the head come first among the cells: the id, then the subject, decision or outcome.
    var image: EventImage {
        var bytes: [UInt8] = [type.rawValue, namesSubject ? 2 : 0]
        bytes.append(word: UInt64(bitPattern: at))
        for (index, entry) in cells.prefix(2).enumerated() {
            if index == 1, type == .decision {
                bytes.append(contentsOf: [1, 2, 0x6d, 0x31, 1, 0x76])
            }
            guard case .text(let text) = entry.cell else { continue }
            bytes.append(UInt8(text.count))
            bytes.append(contentsOf: text)
        }
        for (key, cell) in cells.dropFirst(2) {
            bytes.append(key.family.rawValue)
            if key.family != .field { bytes.append(UInt8(key.name.count)) }
            bytes.append(contentsOf: key.name)
            bytes.append(cell: cell)
        }
        bytes.append(0)
        return EventImage(bytes: bytes)
    }
}

extension [UInt8] {
    fileprivate mutating func append(word: UInt64) {
        for offset in 0..<8 { append(UInt8(truncatingIfNeeded: word >> UInt64(8 * offset))) }
    }

    fileprivate mutating func append(cell: PlainCell) {
        switch cell {
        case .null: append(CellTag.null.rawValue)
        case .number(let bits):
            append(CellTag.number.rawValue)
            append(word: bits)
        case .text(let text):
            append(CellTag.text.rawValue)
            append(UInt8(text.count & 0xff))
            append(UInt8(text.count >> 8))
            append(contentsOf: text)
        case .flag(let flag): append(flag ? CellTag.yes.rawValue : CellTag.no.rawValue)
        case .time(let time):
            append(CellTag.time.rawValue)
            append(word: UInt64(bitPattern: time))
        }
    }
}

/// Seeded rows of every shape that images have.
struct PlainRows {
    private var generator: SeededGenerator
    private var position: Position = 7
    private let names: [[UInt8]]
    private let kinds: [Int]

    init(seed: UInt64, features: Int) {
        generator = SeededGenerator(seed: seed)
        names = (0..<features).map { number in
            switch number % 4 {
            case 0: Array("f\(number)".utf8)
            case 1: Array("größe \(number) é".utf8)
            case 2: Array("a_rather_long_feature_name_of_many_bytes_\(number)".utf8)
            default: Array("e\u{301}\(number)".utf8)
            }
        }
        kinds = (0..<features).map { _ in 0 }.indices.map { $0 % 11 }
    }

    mutating func next(_ type: EventType = .decision) -> PlainRow {
        position += UInt64.random(in: 1...5, using: &generator)
        var row = PlainRow(type: type, position: position)
        row.at = 1_700_000_000_000_000 + Int64.random(in: -5_000_000...5_000_000, using: &generator) * 1_000
        row.cells.append((.field(.id), .text(Array("d-\(position)".utf8))))
        switch type {
        case .outcome:
            row.namesSubject = generator.chance(0.3)
            row.cells.append(
                (.field(row.namesSubject ? .subject : .decision), .text(Array("x-\(position % 97)".utf8))))
        case .outcomeWithdrawn: row.cells.append((.field(.outcome), .text(Array("o-\(position)".utf8))))
        default: row.cells.append((.field(.subject), .text(Array("s-\(position % 1_009)".utf8))))
        }
        if generator.chance(0.9) { row.cells.append((.field(.score), number(2))) }
        if generator.chance(0.5) { row.cells.append((.field(.label), mixed())) }
        if generator.chance(0.7) {
            row.cells.append((named(.segment, "tier"), .text(Array(generator.pick(["gold", "", "ß"]).utf8))))
        }
        for (index, name) in names.enumerated() where !generator.chance(Double(index % 5) * 0.2) {
            row.cells.append((ColumnKey(family: .feature, name: name), value(kinds[index])))
        }
        if generator.chance(0.1) {
            let time = Int64.random(in: 0...253_402_300_799_999_999, using: &generator)
            row.cells.append((named(.featureTime, "f0"), .time(time)))
        }
        if generator.chance(0.01) {
            let name = "rare \(Int.random(in: 0..<1_000, using: &generator))"
            row.cells.append((named(.context, name), .text([])))
        }
        return row
    }

    private func named(_ family: CellFamily, _ name: String) -> ColumnKey {
        ColumnKey(family: family, name: Array(name.utf8))
    }

    private mutating func mixed() -> PlainCell {
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: .null
        case 1: .flag(generator.chance(0.5))
        case 2: .text(Array("label \(Int.random(in: 0..<3, using: &generator))".utf8))
        case 3: .time(Int64.random(in: .min ... .max, using: &generator))
        default: number(1)
        }
    }

    private mutating func value(_ kind: Int) -> PlainCell {
        switch kind {
        case 0...6: number(kind)
        case 7: .flag(generator.chance(0.3))
        case 8: .text(Array("category \(Int.random(in: 0..<700, using: &generator))".utf8))
        case 9: generator.chance(0.1) ? .null : number(2)
        default: mixed()
        }
    }

    private mutating func number(_ kind: Int) -> PlainCell {
        let edges: [Double] = [
            0, -0.0, 9_007_199_254_740_992, -9_007_199_254_740_991, .leastNonzeroMagnitude,
            -.leastNormalMagnitude,
            .greatestFiniteMagnitude, 0.1, 0.3, 1.0 / 3.0, 1e-9, 123_456.789, -2.5,
        ]
        let value: Double =
            switch kind {
            case 0: Double(Int.random(in: -40...3_000, using: &generator))
            case 1: generator.pick(edges)
            case 2: Double(Int.random(in: 0...10_000, using: &generator)) / 10_000
            case 3: 0.62
            case 4: Double.random(in: -1...1, using: &generator)
            case 5: Double(Float.random(in: 0..<1, using: &generator))
            default: Double(Int.random(in: -9_000_000...9_000_000, using: &generator) * 5) / 100
            }
        return .number(value.bitPattern)
    }
}
