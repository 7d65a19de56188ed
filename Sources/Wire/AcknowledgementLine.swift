package import JSON
package import Model

/// The daemon's answer to one line of `append.sock`: one JSON object and an LF.
///
///     {"position":7}
///     {"position":3,"duplicate":true}
///     {"error":{"code":"conflict","line":12,"id":"d-9","field":"/score","message":"..."}}
///     {"error":{"code":"unknown","line":13,"message":"...","retry":true}}
package enum AcknowledgementLine: Sendable {
    /// The event is durable at that position.
    case appended(Position)
    /// An event of the same bytes has been durable at that position before.
    case duplicate(Position)
    /// The event is not in the ledger, or (code `unknown`) may or may not be.
    case refused(RefusedLine)

    /// Appends the line with its LF. Costs no JSON tree and no allocation beside the target's for a position.
    package func write(to bytes: inout [UInt8]) {
        switch self {
        case .appended(let position): Self.write(position, isDuplicate: false, to: &bytes)
        case .duplicate(let position): Self.write(position, isDuplicate: true, to: &bytes)
        case .refused(let line):
            bytes.append(contentsOf: JSONValue.object([("error", line.json)]).bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    /// Appends the line of an event that is durable, without making a value of this type.
    package static func write(_ position: Position, isDuplicate: Bool, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: positionStart)
        bytes.append(decimal: position)
        bytes.append(contentsOf: isDuplicate ? duplicateEnd : positionEnd)
    }

    /// The line with its LF.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    /// Reads a line, given without its LF. Members that it does not know are passed over, so that a newer
    /// daemon can say more.
    /// - Throws: `AcknowledgementError` when the bytes are no acknowledgement.
    package init(_ bytes: [UInt8]) throws(AcknowledgementError) {
        if let position = Self.plainPosition(bytes.span) {
            self = .appended(position)
            return
        }
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONDocument(bytes, depthMax: 8).root
        } catch {
            throw AcknowledgementError(message: error.message)
        }
        if let error = root["error"] {
            self = .refused(try RefusedLine(error))
            return
        }
        guard let position = root["position"]?.position else {
            throw AcknowledgementError(message: "neither a position nor an error")
        }
        self = root["duplicate"]?.boolean == true ? .duplicate(position) : .appended(position)
    }

    /// The position of `{"position":7}`, the answer to nearly every line; nil for every other text.
    private static func plainPosition(_ bytes: borrowing Swift.Span<UInt8>) -> Position? {
        let start = positionStart.count
        let end = bytes.count - 1
        guard end > start, end - start <= 19, bytes[end] == UInt8(ascii: "}"),
            bytes[start] != UInt8(ascii: "0")
        else {
            return nil
        }
        for index in 0..<start where bytes[index] != positionStart[index] { return nil }
        var position: Position = 0
        for index in start..<end {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            position = position * 10 + Position(digit)
        }
        return position
    }

    private static let positionStart = Array(#"{"position":"#.utf8)
    private static let positionEnd = Array("}\n".utf8)
    private static let duplicateEnd = Array(",\"duplicate\":true}\n".utf8)
}

/// Why the daemon did not append a line.
package struct RefusedLine: Sendable {
    /// The name of a `Refusal.Code`; kept as text so that a client understands a newer daemon's answers.
    package var code: String
    /// The number of the line on its connection, counted from 1.
    package var line: UInt64
    /// The event's id, where one could be read.
    package var id: String?
    /// JSON pointer (RFC 6901) of the field at fault.
    package var field: String?
    /// One sentence for people.
    package var message: String
    /// The limit that was overstepped, with its unit.
    package var limit: String?
    /// What was found, shortened.
    package var found: String?
    /// Whether the same line may succeed when it is sent again.
    package var retry: Bool

    package init(
        code: String, line: UInt64, id: String? = nil, field: String? = nil, message: String,
        limit: String? = nil, found: String? = nil, retry: Bool = false
    ) {
        self.code = code
        self.line = line
        self.id = id
        self.field = field
        self.message = message
        self.limit = limit
        self.found = found
        self.retry = retry
    }

    /// The answer to a line that was refused; `retry` follows from the code: `unknown` and `busy` may be sent
    /// again.
    package init(_ refusal: Refusal, line: UInt64, id: String? = nil) {
        self.init(
            code: refusal.code.rawValue, line: line, id: id, field: refusal.field, message: refusal.message,
            limit: refusal.limit, found: refusal.found,
            retry: refusal.code == .unknown || refusal.code == .busy)
    }

    init(_ error: JSONNode) throws(AcknowledgementError) {
        guard let code = error["code"]?.string, let message = error["message"]?.string else {
            throw AcknowledgementError(message: "an error without a code and a message")
        }
        self.init(
            code: code, line: error["line"]?.position ?? 0, id: error["id"]?.string,
            field: error["field"]?.string,
            message: message, limit: error["limit"]?.string, found: error["found"]?.string,
            retry: error["retry"]?.boolean ?? false)
    }

    /// The members in the order that the documentation lists them; absent ones are left out.
    package var json: JSONValue {
        var members: [(name: String, value: JSONValue)] = [
            ("code", .string(code)), ("line", .integer(Int64(clamping: line))),
        ]
        if let id { members.append(("id", .string(id))) }
        if let field { members.append(("field", .string(field))) }
        members.append(("message", .string(message)))
        if let limit { members.append(("limit", .string(limit))) }
        if let found { members.append(("found", .string(found))) }
        if retry { members.append(("retry", .boolean(true))) }
        return .object(members)
    }
}

/// What came from the daemon is no acknowledgement.
package struct AcknowledgementError: Error, Hashable, Sendable {
    package let message: String
}

extension JSONNode {
    /// A whole number from 0 up.
    fileprivate var position: Position? {
        switch kind {
        case .integer(let value): Position(exactly: value)
        case .unsigned(let value): value
        default: nil
        }
    }
}

extension [UInt8] {
    /// Appends a number in decimal digits.
    fileprivate mutating func append(decimal number: UInt64) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var first = digits.count
        var rest = number
        repeat {
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        for index in first..<digits.count { append(digits[index]) }
    }
}
