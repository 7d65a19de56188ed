import JSON

/// An answer to an HTTP request before it is bytes.
struct QueryResponse: Sendable {
    var status: Int
    var contentType: String
    var body: [UInt8]
    /// The position of the state that the answer shows, where there is one.
    var position: UInt64?
    /// Further headers.
    var headers: [(name: String, value: String)] = []
    /// Whether the connection ends after it.
    var closes = false

    /// An `application/problem+json` document (RFC 9457).
    static func problem(
        _ status: Int, code: String, title: String, detail: String, parameter: String? = nil,
        closes: Bool = false
    ) -> QueryResponse {
        var members: [(name: String, value: JSONValue)] = [
            ("type", .string("about:blank")), ("title", .string(title)), ("status", .integer(Int64(status))),
            ("detail", .string(detail)), ("code", .string(code)),
        ]
        if let parameter { members.append(("parameter", .string(parameter))) }
        return QueryResponse(
            status: status, contentType: "application/problem+json",
            body: JSONValue.object(members).bytes + [0x0a], closes: closes)
    }
}
