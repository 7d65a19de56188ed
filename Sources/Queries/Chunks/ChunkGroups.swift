import Model
import Projections
import Wire

/// The groups of a chunk's rows under some groupings: a code a row, and what each code stands for.
struct ChunkGroups: Sendable {
    /// By row; empty when all rows have the code 0.
    private(set) var codes: [UInt32]
    /// By code: a value for each grouping. Codes that no row has may be among them.
    private(set) var values: [[GroupValue?]]

    /// Codes over which values that no row has are dropped before the next grouping is looked at.
    private static let codesMax = 1 << 18

    /// What has to be read for these groupings.
    static func needs(_ parts: [GroupingArgument]) -> ChunkNeeds {
        var needs = ChunkNeeds()
        for part in parts {
            switch part {
            case .version, .role, .labeller: break
            case .calendar, .hour, .weekday: needs.ats = true
            case .action, .variant, .route, .group, .segment, .feature:
                if let place = part.place { needs.add(place) }
            }
        }
        return needs
    }

    /// The place of a labeller stays nil in every group.
    init(_ rows: ChunkColumns, _ parts: [GroupingArgument]) {
        codes = []
        values = [[]]
        for part in parts {
            let (own, ownValues) = PartCodes.of(part, rows)
            combine(own, ownValues)
        }
    }

    private mutating func combine(_ own: [UInt32], _ ownValues: [GroupValue?]) {
        if own.isEmpty {
            let value = ownValues.first ?? nil
            for index in values.indices { values[index].append(value) }
            return
        }
        guard !codes.isEmpty else {
            codes = own
            let before = values.first ?? []
            values = ownValues.map { before + [$0] }
            return
        }
        let width = UInt32(ownValues.count)
        if values.count * ownValues.count <= Self.codesMax {
            for row in codes.indices { codes[row] = codes[row] * width + own[row] }
            values = values.flatMap { before in ownValues.map { before + [$0] } }
        } else {
            var known: [UInt64: UInt32] = [:]
            var found: [[GroupValue?]] = []
            for row in codes.indices {
                let pair = UInt64(codes[row]) << 32 | UInt64(own[row])
                if let code = known[pair] {
                    codes[row] = code
                } else {
                    let code = UInt32(found.count)
                    known[pair] = code
                    found.append(values[Int(codes[row])] + [ownValues[Int(own[row])]])
                    codes[row] = code
                }
            }
            values = found
        }
    }

    /// The code of a row.
    @inline(__always)
    func code(_ row: Int) -> Int { codes.isEmpty ? 0 : Int(codes[row]) }
}

extension GroupingArgument {
    /// Where the value stands, when it stands in a cell.
    fileprivate var place: CellPlace? {
        switch self {
        case .action: .field(.action)
        case .variant: .field(.variant)
        case .route: .field(.route)
        case .group: .field(.group)
        case .segment(let name): .segment(name)
        case .feature(let name): .feature(name)
        case .version, .role, .labeller, .calendar, .hour, .weekday: nil
        }
    }
}

/// The codes of rows under one grouping; none when all rows have the one value.
private enum PartCodes {
    typealias Found = (codes: [UInt32], values: [GroupValue?])

    static func of(_ part: GroupingArgument, _ rows: ChunkColumns) -> Found {
        switch part {
        case .version: return ([], [.text(rows.series.version)])
        case .role: return ([], [.text(Identifier(rows.series.role.rawValue))])
        case .labeller: return ([], [nil])
        case .calendar(let unit):
            return days(rows) { day in
                .stretch(Period(unit, containing: CivilDate(dayNumber: day).startOfDay))
            }
        case .weekday:
            return days(rows) { .weekday(CivilDate(dayNumber: $0).weekday) }
        case .hour:
            let codes = rows.ats.map { UInt32(Timestamp(microseconds: $0).hourOfDay) }
            return (codes, (0..<24).map { .hour($0) })
        case .action, .variant, .route, .group, .segment, .feature:
            guard case .cell(let family, let name)? = part.place,
                let column = rows.column(ColumnKey(family: family, name: name))
            else { return ([], [nil]) }
            return cells(column, count: rows.count)
        }
    }

    /// Groups that are the same for all times of a day.
    private static func days(_ rows: ChunkColumns, _ value: (Int) -> GroupValue) -> Found {
        let width: Int64 = 86_400_000_000
        let first = rows.span.lowerBound.flooredDivided(by: width)
        let count = rows.span.upperBound.flooredDivided(by: width) - first + 1
        var values: [GroupValue?] = []
        var known: [GroupValue: UInt32] = [:]
        func code(_ day: Int64) -> UInt32 {
            let value = value(Int(day))
            if let code = known[value] { return code }
            let code = UInt32(values.count)
            known[value] = code
            values.append(value)
            return code
        }
        if count == 1 { return ([], [value(Int(first))]) }
        let start = first * width
        if count <= 4_096 {
            // Every day of the chunk's time has its code ahead, so that a row costs one division.
            let table = (0..<count).map { code(first + $0) }
            let codes = rows.ats.map { table[Int(UInt64(bitPattern: $0 &- start) / UInt64(width))] }
            return (codes, values)
        }
        var days: [Int64: UInt32] = [:]
        var codes: [UInt32] = []
        codes.reserveCapacity(rows.count)
        for at in rows.ats {
            let day = at.flooredDivided(by: width)
            if let known = days[day] {
                codes.append(known)
            } else {
                let new = code(day)
                days[day] = new
                codes.append(new)
            }
        }
        return (codes, values)
    }

    /// Groups by the values of a column; code 0 stands for rows without one.
    private static func cells(_ column: Column, count: Int) -> Found {
        var values: [GroupValue?] = [nil]
        var codes = [UInt32](repeating: 0, count: count)
        if column.tag == .text, column.texts.isDistinct {
            for code in 0..<column.texts.count {
                values.append(.text(column.texts.identifier(UInt32(code))))
            }
            guard let rows = column.rows else { return (column.codes.map { $0 + 1 }, values) }
            for (row, code) in zip(rows, column.codes) { codes[Int(row)] = code + 1 }
            return (codes, values)
        }
        var known: [GroupValue: UInt32] = [:]
        for index in 0..<column.count {
            let value: GroupValue? =
                switch column.tag(at: index) {
                case .number: .number(column.numbers[index] == 0 ? 0 : column.numbers[index])
                case .text: .text(column.texts.identifier(column.codes[index]))
                case .no: .flag(false)
                case .yes: .flag(true)
                case .null, .time, nil: nil
                }
            guard let value else { continue }
            let row = column.rows.map { Int($0[index]) } ?? index
            if let code = known[value] {
                codes[row] = code
            } else {
                codes[row] = UInt32(values.count)
                known[value] = codes[row]
                values.append(value)
            }
        }
        return (codes, values)
    }
}

extension Int64 {
    /// The quotient, rounded down also below zero. The divisor is over zero.
    func flooredDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
