import Foundation
import Model
import TestSupport
import Testing

/// The fast way from a line to its image, held against the long way through `Event`.
@Suite struct ImageDecodingTests {
    /// An image's bytes, or why there is none.
    private static func result(
        _ decode: () throws(Refusal) -> EventImage
    ) -> Result<[UInt8], Refusal> {
        do {
            return .success(try decode().bytes)
        } catch {
            return .failure(error)
        }
    }

    /// Whether both ways say the same of a line.
    private static func agree(_ line: [UInt8]) -> Bool {
        let long = result { () throws(Refusal) in EventImage(try Event.decode(line)) }
        return result { () throws(Refusal) in try EventImage.decode(line) } == long
    }

    private static let fixtures =
        (try? Fixture.all(in: "valid") + Fixture.all(in: "invalid") + Fixture.all(in: "invalid-beyond-schema"))
        ?? []

    private static func bankLines() throws -> [[UInt8]] { try BankStream.small().map { Array($0.utf8) } }

    @Test("every fixture gives the same image, or the same refusal")
    func fixtures() {
        #expect(Self.fixtures.count > 200)
        for fixture in Self.fixtures {
            let agrees = Self.agree(fixture.bytes)
            #expect(agrees, "\(fixture.path)")
        }
    }

    @Test(
        "what producers send every day takes the fast way",
        arguments: [
            "decision-every-field", "decision-least", "decision-escapes", "decision-unicode",
            "decision-no-entries",
            "decision-32-segments", "decision-fallback-without-score", "decision-numeric-prediction",
            "decision-text-feature-of-1-kib", "decision-white-space", "outcome-number-label",
            "outcome-of-decision",
            "outcome-of-subject", "outcome-text-label", "outcome_withdrawn-least", "outcome_withdrawn-reason",
        ])
    func takesTheFastWay(_ name: String) throws {
        #expect(EventImage.quick(try Fixture("valid/\(name).json").bytes) != nil)
    }

    @Test("the bank's lines take the fast way, to the same images")
    func bank() throws {
        let lines = try bankStream()
        for line in lines {
            let image = EventImage.quick(line)
            let type = try Event.decode(line).type
            #expect(image != nil || ![.decision, .outcome, .outcomeWithdrawn].contains(type))
            #expect(Self.agree(line))
        }
    }

    /// The whole stream if its folder is named, else the small one.
    private func bankStream() throws -> [[UInt8]] {
        let whole = try BankStream.whole().map { Array($0.utf8) }
        return whole.isEmpty ? try Self.bankLines() : whole
    }

    @Test("one decoder's block holds the same images side by side, whatever stood in its rooms before")
    func block() throws {
        var decoder = ImageDecoder()
        var block = ImageBlock(first: 7, images: 1, bytes: 100)
        // Long, short and broken lines in turns: each leaves something behind for the next.
        let lines = Self.fixtures.map(\.bytes) + (try Self.bankLines())
        for round in 0..<2 {
            block.restart(at: 7)
            var wanted: [[UInt8]] = []
            for line in lines {
                do throws(Refusal) {
                    try decoder.decode(line.span, into: &block)
                    wanted.append(try EventImage(Event.decode(line)).bytes)
                } catch {
                    #expect(
                        Self.result { () throws(Refusal) in try EventImage.decode(line) } == .failure(error))
                }
            }
            #expect(
                block.count == wanted.count && block.count > 1_000 && block.last == 6 + Position(block.count))
            let found = (0..<block.count).map { index in
                let image = block[index]
                return image.array(image.bytes.indices)
            }
            #expect(found == wanted, "round \(round)")
        }
    }

    @Test("a block of events holds the bytes and images of those that were taken, and nothing of the others")
    func events() throws {
        var decoder = ImageDecoder()
        var events = EventBlock(events: 3, bytes: 300)
        var wanted: [[UInt8]] = []
        for line in Self.fixtures.map(\.bytes) + (try Self.bankLines()) {
            // In a chunk, between other bytes; every third outcome is refused for its type.
            let chunk = Array("{}\n".utf8) + line + Array("\n{".utf8)
            let isRefused = wanted.count % 3 == 0
            let refusal = Refusal(.forbidden, "an outcome")
            let expected = Self.result { () throws(Refusal) in
                let image = try EventImage.decode(line)
                if image.type == .outcome, isRefused { throw refusal }
                return image
            }
            let found = Self.result { () throws(Refusal) in
                try events.append(chunk, 3..<3 + line.count, with: &decoder) { type throws(Refusal) in
                    if type == .outcome, isRefused { throw refusal }
                }
                return EventImage(events[events.count - 1])
            }
            #expect(found == expected)
            if case .success = found { wanted.append(line) }
        }
        #expect(wanted.count > 1_000 && (0..<events.count).map { events.copy($0) } == wanted)
        #expect(events.bodyBytes == wanted.reduce(0) { $0 + $1.count })
        let images = (0..<events.count).map { EventImage(events[$0]) }
        let decoded = try wanted.map { line throws(Refusal) in try EventImage.decode(line) }
        #expect(images == decoded)
    }

    @Test("blocks that are joined, whole or in parts, hold the same images one behind the other")
    func joined() throws {
        let images = try Self.bankLines().prefix(100).map { line throws(Refusal) in
            try EventImage.decode(line)
        }
        func block(_ range: Range<Int>) -> ImageBlock {
            var block = ImageBlock(first: 1, images: 2, bytes: 5_000)
            for image in images[range] { block.append(image) }
            return block
        }
        var joined = ImageBlock(
            first: 4,
            joining: [(block(0..<40), 0..<40), (block(30..<90), 10..<10), (block(30..<90), 10..<60)])
        joined.append(images[90])
        #expect(joined.first == 4 && joined.last == 94)
        #expect((0..<joined.count).map { EventImage(joined[$0]) } == Array(images[0...90]))
        #expect(joined.bytesUsed == images[0...90].reduce(0) { $0 + $1.bytes.count })
    }

    @Test("a stream of every type gives the same images", arguments: seeds([51, 52]))
    func stream(_ seed: UInt64) {
        var stream = EventStream(seed: seed)
        for line in stream.take(2_000) { #expect(Self.agree(Array(line.utf8)), "seed \(seed): \(line)") }
    }

    @Test("bent and broken lines give the same images and refusals", arguments: seeds([61, 62, 63]))
    func fuzz(_ seed: UInt64) throws {
        let valid = Self.fixtures.filter { $0.path.hasPrefix("valid/") && ($0.type?.rawValue ?? 9) <= 3 }
        let bank = try Self.bankLines()
        var mutator = LineMutator(seed: seed, lines: valid.map(\.bytes) + bank.prefix(10) + bank.suffix(10))
        var taken = 0
        let count = 4_000
        for _ in 0..<count {
            let line = mutator.next()
            let agrees = Self.agree(line)
            #expect(agrees, "seed \(seed): \(String(decoding: line.prefix(2_000), as: UTF8.self))")
            if EventImage.quick(line) != nil { taken += 1 }
        }
        // Both sides are tried: what the fast way takes, and what it leaves.
        #expect(taken > count / 10 && taken < count * 9 / 10, "seed \(seed): \(taken) of \(count)")
    }

    @Test(
        "lines of any size give the same image: few features, many, and one more than there may be",
        arguments: [0, 1, 20, 60, 61, 62, 63, 64, 65, 100, 1_023, 1_024, 1_025])
    func sizes(_ features: Int) {
        let members = (0..<features).map { #""feature-\#($0)":\#($0)"# }.joined(separator: ",")
        let line =
            #"{"type":"decision","id":"a","at":"2026-01-01T00:00:00Z","model":"m","version":"v","#
            + #""subject":"s","score":1,"features":{\#(members)}}"#
        #expect(Self.agree(Array(line.utf8)))
        #expect((EventImage.quick(Array(line.utf8)) != nil) == (features <= 1_024))
        let twice = line.replacing("}}", with: #","feature-0":1}}"#)
        #expect(Self.agree(Array(twice.utf8)))
        #expect(features == 0 || EventImage.quick(Array(twice.utf8)) == nil)
    }

    @Test("texts of every length around eight bytes, with a control character anywhere, are judged alike")
    func controlCharacters() {
        for length in 1...26 {
            let plain = [UInt8](repeating: UInt8(ascii: "n"), count: length)
            #expect(Self.agree(Self.decision(id: plain)))
            #expect(EventImage.quick(Self.decision(id: plain)) != nil)
            for place in 0..<length {
                for character in [
                    "\u{1f}", "\u{7f}", "\u{80}", "\u{9f}", "\u{a0}", "\u{c2}", " ", "~", "\u{fffd}",
                ] {
                    var text = plain
                    // DEL and C1 may stand in JSON as they are; what is below 20 has to be escaped.
                    let escaped = character == "\u{1f}" ? #"\u001f"# : character
                    text.replaceSubrange(place...place, with: escaped.utf8)
                    let line = Self.decision(id: text)
                    #expect(Self.agree(line))
                    let isControl = ["\u{1f}", "\u{7f}", "\u{80}", "\u{9f}"].contains(character)
                    #expect((EventImage.quick(line) == nil) == isControl)
                }
            }
        }
    }

    private static func decision(id: [UInt8]) -> [UInt8] {
        Array(#"{"type":"decision","id":""#.utf8) + id
            + Array(#"","at":"2026-01-01T00:00:00Z","model":"m","version":"v","subject":"s","score":1}"#.utf8)
    }

    @Test("many threads decode at once, each to its own image")
    func threads() async throws {
        let lines = try Self.bankLines()
        let expected = try lines.map { try EventImage(Event.decode($0)) }
        await withTaskGroup(of: Int.self) { group in
            for start in 0..<4 {
                group.addTask {
                    var wrong = 0
                    for offset in lines.indices {
                        let index = (start * 500 + offset) % lines.count
                        if (try? EventImage.decode(lines[index])) != expected[index] { wrong += 1 }
                    }
                    return wrong
                }
            }
            for await wrong in group { #expect(wrong == 0) }
        }
    }
}
