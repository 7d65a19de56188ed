import JSON
import Platform

/// A kept-alive connection to `query.sock`, as a client of its own would hold it.
final class HTTPConnection {
    private let socket: BlockingSocket
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)

    init(path: String) throws { socket = try BlockingSocket(path: path) }

    /// Asks for a target such as `/v1/status`; the body of its answer.
    /// - Throws: when the answer is not 200, or has no length.
    func get(_ target: String) throws -> [UInt8] {
        let answer = try ask(target)
        guard answer.status == 200 else {
            throw BenchError("\(target): \(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
        }
        return answer.body
    }

    /// The same, whatever the status.
    func ask(_ target: String) throws -> (status: Int, body: [UInt8]) {
        try socket.send(Array("GET \(target) HTTP/1.1\r\nHost: d\r\nAccept: application/json\r\n\r\n".utf8))
        var answer: [UInt8] = []
        var head: Head?
        while true {
            let count = try socket.receive(into: &buffer)
            guard count > 0 else { throw BenchError("\(target): the daemon closed the connection") }
            answer += buffer[..<count]
            if head == nil { head = Head(of: answer) }
            guard let head else { continue }
            let end = head.bytes + head.length
            guard answer.count >= end else { continue }
            return (head.status, Array(answer[head.bytes..<end]))
        }
    }

    /// Asks again and again while the daemon says that it is catching up.
    /// - Throws: when an answer is neither 200 nor 503.
    func askUntilAnswered(_ target: () -> String) throws {
        while case let asked = target(), case let answer = try ask(asked), answer.status != 200 {
            guard answer.status == 503 else {
                throw BenchError("\(asked): \(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
            }
        }
    }

    /// The answer as JSON.
    func json(_ target: String) throws -> JSONValue {
        try JSONValue(parsing: String(decoding: try get(target), as: UTF8.self))
    }

    private struct Head {
        let status: Int
        /// Bytes of the head, with the empty line.
        let bytes: Int
        let length: Int

        /// Nil while the empty line is missing. Made of bytes: what the client does is measured too.
        init?(of answer: [UInt8]) {
            let newline = UInt8(ascii: "\n")
            let field = Array("content-length: ".utf8)
            guard
                let end = answer.indices.dropFirst(3).first(where: {
                    answer[$0] == newline && answer[$0 - 2] == newline
                })
            else { return nil }
            let lines = answer[..<end].split(separator: newline)
            let stated = lines.first { line in
                line.count > field.count && zip(line, field).allSatisfy { $0 | 0x20 == $1 | 0x20 }
            }
            let digits = stated?.dropFirst(field.count).prefix { $0 &- UInt8(ascii: "0") < 10 } ?? []
            length = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
            status = Int(String(decoding: answer.dropFirst(9).prefix(3), as: UTF8.self)) ?? 0
            bytes = end + 1
        }
    }
}
