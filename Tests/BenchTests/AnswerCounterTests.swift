import Testing

@testable import daybook_bench

@Suite("Counting acknowledgements")
struct AnswerCounterTests {
    private func count(_ text: String, cut: Int) throws -> Int {
        var counter = AnswerCounter()
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: cut) {
            let piece = Array(bytes[start..<min(start + cut, bytes.count)])
            try counter.take(piece + [0x2c, 0x2c], count: piece.count)
        }
        return counter.lines
    }

    @Test("whole lines are counted, however they arrive, and bytes behind the count are not looked at")
    func lines() throws {
        let text = "{\"position\":1}\n{\"position\":22}\n{\"position\":333}"
        for cut in 1...text.utf8.count { #expect(try count(text, cut: cut) == 2) }
    }

    @Test("a duplicate or a refusal is an error, however it arrives")
    func others() {
        for line in [
            #"{"position":3,"duplicate":true}"#, #"{"error":{"code":"conflict"}}"#,
        ] {
            for cut in 1...40 {
                #expect(throws: BenchError.self) {
                    try count("{\"position\":1}\n\(line)\n", cut: cut)
                }
            }
        }
    }
}
