import Testing
import Wire

@Suite("Line splitter")
struct LineSplitterTests {
    /// A piece as text, so that a whole stream compares at once.
    static func text(_ piece: LineSplitter.Piece) -> String {
        switch piece {
        case .line(let line):
            "\(line.number):\(String(decoding: line.bytes, as: UTF8.self).debugDescription)"
                + (line.terminated ? "" : " open")
        case .tooLong(let line):
            "\(line.number):\(line.count) bytes, \(String(decoding: line.start, as: UTF8.self).debugDescription)"
        }
    }

    static func pieces(of stream: String, limit: Int, chunks: [Int]) -> [String] {
        var splitter = LineSplitter(limit: limit)
        let bytes = Array(stream.utf8)
        var found: [String] = []
        var start = 0
        for cut in chunks + [bytes.count] where cut >= start && cut <= bytes.count {
            splitter.push(Array(bytes[start..<cut])) { found.append(text($0)) }
            start = cut
        }
        if let last = splitter.finish() { found.append(text(last)) }
        return found
    }

    /// The same, with every line taken where it stands that lies whole in a chunk.
    static func piecesTakenWhole(of stream: String, limit: Int, chunks: [Int]) -> [String] {
        var splitter = LineSplitter(limit: limit)
        let bytes = Array(stream.utf8)
        var found: [String] = []
        var start = 0
        for cut in chunks + [bytes.count] where cut >= start && cut <= bytes.count {
            let chunk = Array(bytes[start..<cut])
            var at = 0
            while at < chunk.count {
                if let (line, next) = splitter.takeWhole(in: chunk, from: at) {
                    let text = String(decoding: chunk[line], as: UTF8.self).debugDescription
                    found.append("\(found.count + 1):\(text)")
                    at = next
                } else {
                    at = splitter.push(chunk, from: at, lines: 1) { found.append(text($0)) }
                }
            }
            start = cut
        }
        if let last = splitter.finish() { found.append(text(last)) }
        return found
    }

    struct Case: Sendable {
        let stream: String
        let limit: Int
        let pieces: [String]
    }

    static let cases = [
        Case(stream: "", limit: 4, pieces: []),
        Case(stream: "a\nbc\n", limit: 4, pieces: [#"1:"a""#, #"2:"bc""#]),
        Case(stream: "a\nbc", limit: 4, pieces: [#"1:"a""#, #"2:"bc" open"#]),
        Case(stream: "a\r\nb\n\r\n\n", limit: 4, pieces: [#"1:"a""#, #"2:"b""#, #"3:"""#, #"4:"""#]),
        Case(stream: "a\r\r\n", limit: 4, pieces: [#"1:"a\r""#]),
        Case(stream: "a\rb\n", limit: 4, pieces: [#"1:"a\rb""#]),
        Case(stream: "abcd\nabcd\r\n", limit: 4, pieces: [#"1:"abcd""#, #"2:"abcd""#]),
        Case(
            stream: "abcde\nabcde\r\nx\n", limit: 4,
            pieces: [#"1:5 bytes, "abcde""#, #"2:5 bytes, "abcde""#, #"3:"x""#]),
        Case(stream: "abcd\r", limit: 4, pieces: [#"1:"abcd" open"#]),
        Case(stream: "abcd\rf\n", limit: 4, pieces: [#"1:6 bytes, "abcd\rf""#]),
        Case(stream: "abcdefgh", limit: 4, pieces: [#"1:8 bytes, "abcdefgh""#]),
    ]

    @Test(
        "cuts at LF, drops one CR, and gives the same lines whole, split anywhere and byte by byte",
        arguments: cases)
    func cuts(_ example: Case) {
        let count = example.stream.utf8.count
        #expect(Self.pieces(of: example.stream, limit: example.limit, chunks: []) == example.pieces)
        #expect(
            Self.pieces(of: example.stream, limit: example.limit, chunks: Array(0...count)) == example.pieces)
        for chunks in [[], Array(0...count), Array(stride(from: 0, through: count, by: 3))] {
            let found = Self.piecesTakenWhole(of: example.stream, limit: example.limit, chunks: chunks)
            #expect(found == example.pieces)
        }
        for cut in 0...count {
            #expect(Self.pieces(of: example.stream, limit: example.limit, chunks: [cut]) == example.pieces)
        }
    }

    @Test("of an over-long line keeps 1,024 bytes and counts the rest, wherever the chunks end")
    func overlong() {
        let stream = String(repeating: "x", count: 5_000) + "\r\nok\n"
        let expected = ["1:5000 bytes, \"\(String(repeating: "x", count: 1_024))\"", #"2:"ok""#]
        for step in [1, 7, 1_023, 1_024, 1_025, 2_000, 2_001, 2_002, 4_999, 5_000, 5_001, 9_999] {
            let chunks = Array(stride(from: step, to: stream.utf8.count, by: step))
            #expect(Self.pieces(of: stream, limit: 2_000, chunks: chunks) == expected)
        }
    }

    @Test("holds no more than the limit and one byte of a line that never ends")
    func bounded() {
        var splitter = LineSplitter(limit: 3_000)
        for _ in 0..<100 {
            #expect(splitter.push([UInt8](repeating: 0x78, count: 1_000)).isEmpty)
            #expect(splitter.heldBytes <= 3_001)
        }
        #expect(splitter.heldBytes <= 1_024)
    }
}
