import LMDB
import Model
import TestSupport
import Testing

@testable import Projections

@Suite("Columns in bytes")
struct ColumnCodecTests {
    private func bytes(_ column: Column, rows: Int) throws -> [UInt8] {
        try ColumnCodec.encode(column, rowCount: rows)
    }

    private func column(_ numbers: [Double]) -> Column {
        var column = Column(count: numbers.count)
        column.tag = .number
        column.numbers = numbers
        return column
    }

    @Test("every column of random rows comes back as it was", arguments: seeds([1, 2, 3]))
    func roundTrip(seed: UInt64) throws {
        for count in [1, 2, 40, 3_000] {
            var source = PlainRows(seed: seed, features: 22)
            let rows = (0..<count).map { _ in source.next() }
            let built = part(rows)
            for key in built.keys {
                let column = try #require(built.column(key))
                let encoded = try bytes(column, rows: count)
                let back = try ColumnCodec.decode(encoded.span, rowCount: count)
                #expect(back.count == column.count)
                #expect(back.rows == column.rows)
                #expect(back.tag == column.tag)
                for index in 0..<column.count where back.plain(index) != column.plain(index) {
                    Issue.record("seed \(seed), \(count) rows, \(key), value \(index)")
                    break
                }
            }
        }
    }

    /// A form of numbers: its bytes a value, those that stand beside (the head of a column takes some
    /// twenty), and the i-th value.
    struct Form: Sendable, CustomStringConvertible {
        let description: String
        let width: Int
        let beside: Int
        let value: @Sendable (Int) -> Double

        init(
            _ description: String, _ width: Int, beside: Int = 32,
            _ value: @escaping @Sendable (Int) -> Double
        ) {
            self.description = description
            self.width = width
            self.beside = beside
            self.value = value
        }
    }

    static let forms = [
        Form("constant", 0) { _ in 0.62 },
        Form("one byte", 1) { Double($0 % 200) / 4 },
        Form("two bytes", 2) { Double($0 * 7 % 10_001) / 10_000 },
        Form("three bytes", 3) { Double($0 * 7_919 % 1_000_003 - 500_000) / 100 },
        Form("steps of a thousand", 2) { Double($0 % 300) * 1_000 + 7 },
        Form("nine decimals", 4) { Double($0 * 999_983 * 257 % 1_000_000_007) / 1e9 },
        Form("five bytes", 5) { Double($0) * 1e7 + Double($0 % 5) },
        Form("six bytes", 6) { Double($0) * 1e9 + Double($0 % 5) },
        Form("few odd values", 1, beside: 440) { 1 / (3 + Double($0 % 50)) },
        Form("floats", 4) { Double(1 / (3 + Float($0))) },
        Form("full", 8) { 1 / (3 + Double($0)) },
        Form("rising by the same", 0) { Double($0) * 0.25 },
    ]

    @Test("numbers take the bytes that their form needs, and come back bit for bit", arguments: forms)
    func formOfNumbers(form: Form) throws {
        let count = 4_096
        let numbers = (0..<count).map(form.value)
        let encoded = try bytes(column(numbers), rows: count)
        #expect(encoded.count <= form.width * count + form.beside)
        #expect(encoded.count >= form.width * count)
        let back = try ColumnCodec.decode(encoded.span, rowCount: count)
        #expect(back.numbers.map(\.bitPattern) == numbers.map(\.bitPattern))
    }

    @Test("what is nearly a decimal is kept as it is: negative zero, a neighbour, what is too large")
    func nearlyDecimal() throws {
        let odd: [Double] = [
            -0.0, (0.1).nextUp, (0.3).nextDown, 9_007_199_254_740_994, 1e300, -1e300, .leastNonzeroMagnitude,
            1e-10,
            2_251_799_813_685_249, 0.1 + 0.2,
        ]
        for value in odd {
            let numbers = [0.1, 0.2, 12.5, value]
            let encoded = try bytes(column(numbers), rows: 4)
            let back = try ColumnCodec.decode(encoded.span, rowCount: 4)
            #expect(back.numbers.map(\.bitPattern) == numbers.map(\.bitPattern), "\(value)")
        }
    }

    @Test("decimals of up to nine places are exact over their whole range", arguments: seeds([7]))
    func decimals(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for places in 0...9 {
            for reach in [100, 60_000, 10_000_000, 4_000_000_000, 2_000_000_000_000_000] {
                let numbers = (0..<1_000).map { _ in
                    // Read as text is, so that the value is the one that a producer would have sent.
                    Double("\(Int.random(in: -reach...reach, using: &generator))e-\(places)") ?? 0
                }
                let encoded = try bytes(column(numbers), rows: 1_000)
                let back = try ColumnCodec.decode(encoded.span, rowCount: 1_000)
                #expect(back.numbers.map(\.bitPattern) == numbers.map(\.bitPattern), "\(places) \(reach)")
                #expect(encoded.count < 7_000 || reach > 4_000_000_000, "\(places) \(reach)")
            }
        }
    }

    @Test("texts that repeat are kept once, also where a builder took them for ids")
    func repeatingTexts() throws {
        var source = SeededGenerator(seed: 3)
        let rows = (0..<9_000).map { number in
            let text = number < 300 ? "t-\(number)" : "t-\(Int.random(in: 0..<300, using: &source))"
            return PlainRow(
                position: UInt64(number), at: 0,
                cells: [
                    (.field(.id), .text(Array("i-\(number)".utf8))),
                    (.field(.subject), .text(Array(text.utf8))),
                ])
        }
        let column = try #require(part(rows).column(.field(.subject)))
        #expect(!column.texts.isDistinct)
        let encoded = try bytes(column, rows: 9_000)
        let back = try ColumnCodec.decode(encoded.span, rowCount: 9_000)
        #expect(back.texts.isDistinct)
        #expect(back.texts.count == 300)
        for index in 0..<9_000 { #expect(back.plain(index) == column.plain(index)) }
    }

    @Test("a piece that is not asked for is not read, and the others are the same")
    func pieces() throws {
        var source = PlainRows(seed: 5, features: 22)
        let built = part((0..<500).map { _ in source.next() })
        for key in built.keys {
            let column = try #require(built.column(key))
            let encoded = try bytes(column, rows: 500)
            let whole = try ColumnCodec.decode(encoded.span, rowCount: 500)
            let codes = try ColumnCodec.decode(encoded.span, rowCount: 500, pieces: [.rows, .codes])
            #expect(codes.codes == whole.codes)
            #expect(codes.rows == whole.rows)
            #expect(codes.numbers.isEmpty)
            #expect(codes.texts.count == 0)
            #expect(codes.count == whole.count)
            let numbers = try ColumnCodec.decode(encoded.span, rowCount: 500, pieces: .numbers)
            #expect(numbers.numbers.map(\.bitPattern) == whole.numbers.map(\.bitPattern))
            #expect(numbers.rows == nil)
            #expect(numbers.codes.isEmpty)
        }
    }

    @Test("damaged bytes are an error or another column, never a crash", arguments: seeds([6, 7]))
    func damage(seed: UInt64) throws {
        var source = PlainRows(seed: seed, features: 22)
        var generator = SeededGenerator(seed: seed)
        let built = part((0..<90).map { _ in source.next() })
        var refused = 0
        for key in built.keys {
            let column = try #require(built.column(key))
            let encoded = try bytes(column, rows: 90)
            for trial in 0..<120 {
                var damaged = encoded
                switch trial % 4 {
                case 0: damaged.removeLast(Int.random(in: 1...damaged.count, using: &generator))
                case 1: damaged[trial / 4 % damaged.count] = UInt8.random(in: 0...255, using: &generator)
                default:
                    for _ in 0..<(trial % 3 + 1) {
                        let index = Int.random(in: 0..<damaged.count, using: &generator)
                        damaged[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                    }
                }
                do {
                    let found = try ColumnCodec.decode(damaged.span, rowCount: 90)
                    for index in 0..<found.count { _ = found.plain(index) }
                    if let rows = found.rows {
                        #expect(rows.allSatisfy { $0 < 90 } && rows.count == found.count)
                    }
                } catch {
                    refused += 1
                }
            }
        }
        #expect(refused > 100)
    }
}
