import Documents
import Model

/// What tells the rows of a table apart, the same way in two answers.
///
/// The fewest leading columns of texts and times that do so on both sides; where there are none, a first
/// column of numbers that does; else the number of the row, from 1. A single row needs no name where it has
/// no text.
struct RowNames {
    /// No two the same; by row.
    let then: [String]
    let now: [String]

    init(_ then: Table, _ now: Table) {
        let shared = zip(then.columns, now.columns).prefix { Bytewise.equal($0.key, $1.key) }.count
        let isText = { (column: Int) in
            [then, now].allSatisfy { table in table.rows.allSatisfy { Self.isText($0, column) } }
        }
        let texts = (0..<shared).prefix(while: isText).count
        var width = texts
        for fewer in 0..<texts {
            guard Self.areDistinct(then, fewer + 1), Self.areDistinct(now, fewer + 1) else { continue }
            width = fewer + 1
            break
        }
        let isSingle = then.rows.count <= 1 && now.rows.count <= 1
        if texts == 0, shared > 0, !isSingle, Self.areDistinct(then, 1), Self.areDistinct(now, 1) {
            width = 1
        }
        self.then = Self.numbered(then, width, isSingle)
        self.now = Self.numbered(now, width, isSingle)
    }

    private static func isText(_ row: [Value], _ column: Int) -> Bool {
        guard column < row.count else { return true }
        switch row[column] {
        case .text, .time, .list, .none: return true
        case .integer, .number, .share, .duration, .flag, .json: return false
        }
    }

    private static func name(_ row: [Value], _ width: Int) -> String {
        row.prefix(width).map { value in
            if case .none = value { ValueFormat.noValue } else { ValueFormat.exact(value) }
        }.joined(separator: ", ")
    }

    private static func areDistinct(_ table: Table, _ width: Int) -> Bool {
        var seen: Set<Identifier> = []
        return table.rows.allSatisfy { seen.insert(Identifier(name($0, width))).inserted }
    }

    /// The names, those that earlier rows have taken with a number.
    private static func numbered(_ table: Table, _ width: Int, _ isSingle: Bool) -> [String] {
        if width == 0 {
            return isSingle ? table.rows.map { _ in "" } : table.rows.indices.map { "#\($0 + 1)" }
        }
        var taken: [Identifier: Int] = [:]
        let names = table.rows.map { row in
            let name = name(row, width)
            let number = taken[Identifier(name), default: 0] + 1
            taken[Identifier(name)] = number
            return number == 1 ? name : "\(name) #\(number)"
        }
        // A text may end like a number of ours.
        guard Set(names.map { Identifier($0) }).count < names.count else { return names }
        return names.enumerated().map { "#\($0 + 1) \($1)" }
    }
}

extension Value {
    /// Whether it is the same in every digit; why there is none does not matter.
    func isSame(as other: Value) -> Bool {
        switch (self, other) {
        case (.none, .none): true
        case (.text(let one), .text(let two)), (.json(let one), .json(let two)): Bytewise.equal(one, two)
        case (.integer(let one), .integer(let two)), (.time(let one), .time(let two)): one == two
        case (.number(let one), .number(let two)), (.share(let one), .share(let two)),
            (.duration(let one), .duration(let two)):
            one == two || one.isNaN && two.isNaN
        case (.flag(let one), .flag(let two)): one == two
        case (.list(let one), .list(let two)):
            one.count == two.count && zip(one, two).allSatisfy { Bytewise.equal($0, $1) }
        default: false
        }
    }

    /// By how much a value has grown: of times and lengths in seconds, of shares as a number.
    static func growth(_ then: Value, _ now: Value) -> Value {
        func finite(_ difference: Double, _ make: (Double) -> Value) -> Value {
            difference.isFinite ? make(difference) : .none("beyond the largest number")
        }
        switch (then, now) {
        case (.integer(let then), .integer(let now)):
            let (difference, isBeyond) = now.subtractingReportingOverflow(then)
            return isBeyond ? .number(Double(now) - Double(then)) : .integer(difference)
        case (.time(let then), .time(let now)): return .duration((Double(now) - Double(then)) / 1_000_000)
        case (.duration(let then), .duration(let now)): return finite(now - then, Value.duration)
        default:
            guard let then = then.plain, let now = now.plain else { return .none("not two numbers") }
            return finite(now - then, Value.number)
        }
    }

    private var plain: Double? {
        switch self {
        case .number(let number), .share(let number): number
        case .integer(let number): Double(number)
        default: nil
        }
    }
}
