import Model

/// The path of a route in its pieces, such as those of `/v1/decisions/{id}`.
struct QueryPath: Sendable {
    struct Piece: Sendable {
        /// Of a parameter its name.
        let text: String
        let isParameter: Bool
    }

    let pieces: [Piece]

    init(_ path: String) {
        pieces = path.split(separator: "/").map { piece in
            let isParameter = piece.hasPrefix("{") && piece.hasSuffix("}")
            return Piece(
                text: String(isParameter ? piece.dropFirst().dropLast() : piece), isParameter: isParameter)
        }
    }

    /// The pieces of a requested path, as they stand in it; nil for one that does not begin with a slash.
    static func pieces(of path: String) -> [String]? {
        let slash = UInt8(ascii: "/")
        guard path.utf8.first == slash else { return nil }
        return path.utf8.dropFirst().split(separator: slash, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
    }

    /// The parameters that a path holds if it is one of this route, percent-decoded; nil if it is not.
    func match(_ path: [String]) -> [(name: String, value: String)]? {
        guard path.count == pieces.count else { return nil }
        for index in path.indices where !pieces[index].isParameter {
            guard Bytewise.equal(pieces[index].text, path[index]) else { return nil }
        }
        var found: [(name: String, value: String)] = []
        for (wanted, piece) in zip(pieces, path) where wanted.isParameter {
            guard let value = PercentEncoding.decode(piece[...], plusIsSpace: false) else { return nil }
            found.append((wanted.text, value))
        }
        return found
    }

    /// The path with values in the place of its parameters, percent-encoded; a missing one leaves its piece
    /// empty.
    func text(_ items: [(name: String, value: String)]) -> String {
        let texts = pieces.map { piece in
            guard piece.isParameter else { return piece.text }
            return PercentEncoding.encode(items.first { Bytewise.equal($0.name, piece.text) }?.value ?? "")
        }
        return "/" + texts.joined(separator: "/")
    }
}
