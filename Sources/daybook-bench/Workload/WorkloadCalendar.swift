/// The workload's calendar: the days from 2026-01-01 on as text, worked out once.
struct WorkloadCalendar: Sendable {
    /// `2026-01-01T` and so on.
    private let days: [LinePiece]

    static let millisecondsOfDay = 86_400_000

    /// Two years of days.
    init() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var days: [LinePiece] = []
        for year in [2026, 2027] {
            for (month, length) in lengths.enumerated() {
                for day in 1...length {
                    let pair = [month + 1, day].map { $0 < 10 ? "0\($0)" : "\($0)" }
                    days.append(LinePiece("\(year)-\(pair.joined(separator: "-"))T"))
                }
            }
        }
        self.days = days
    }

    /// Writes a time, RFC 3339 with milliseconds, in milliseconds since 2026-01-01; starts again after two
    /// years.
    func write(_ milliseconds: Int, to line: inout LinePen) {
        line.text(days[milliseconds / Self.millisecondsOfDay % days.count])
        let rest = milliseconds % Self.millisecondsOfDay
        line.padded(rest / 3_600_000, width: 2)
        line.byte(UInt8(ascii: ":"))
        line.padded(rest / 60_000 % 60, width: 2)
        line.byte(UInt8(ascii: ":"))
        line.padded(rest / 1_000 % 60, width: 2)
        line.byte(UInt8(ascii: "."))
        line.padded(rest % 1_000, width: 3)
        line.byte(UInt8(ascii: "Z"))
    }
}
