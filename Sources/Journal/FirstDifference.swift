import JSON
import Model

/// Names the field in which two events of one id differ first, for the one who has to find out why.
enum FirstDifference {
    /// The JSON pointer, in the order of the stored event; nil when only spelling or order differ, and for
    /// events over the size of a decision, whose comparison would hold up the writer. Cost: linear in the
    /// bytes.
    static func pointer(stored: [UInt8], sent: [UInt8]) -> String? {
        guard max(stored.count, sent.count) <= Limits.eventBytes else { return nil }
        guard let left = try? JSONDocument(stored, depthMax: Limits.depth).root,
            let right = try? JSONDocument(sent, depthMax: Limits.depth).root
        else { return nil }
        return pointer(left, right, "")
    }

    private static func pointer(_ left: JSONNode, _ right: JSONNode, _ path: String) -> String? {
        guard left.kind == right.kind else { return path }
        switch left.kind {
        case .object: return members(left, right, path)
        case .array:
            let (a, b) = (left.elements, right.elements)
            for (index, pair) in zip(a, b).enumerated() {
                if let found = pointer(pair.0, pair.1, "\(path)/\(index)") { return found }
            }
            return a.count == b.count ? nil : "\(path)/\(min(a.count, b.count))"
        case .string: return left.utf8.elementsEqual(right.utf8) ? nil : path
        default: return nil
        }
    }

    private static func members(_ left: JSONNode, _ right: JSONNode, _ path: String) -> String? {
        let known = left.members
        let others = right.members
        // Producers write members in one order; only where they do not is there something to look up.
        let isAligned =
            known.count == others.count && zip(known, others).allSatisfy { Bytewise.equal($0.name, $1.name) }
        let byName = isAligned ? [:] : byName(others)
        for (index, member) in known.enumerated() {
            let path = "\(path)/\(JSONPointer.escape(member.name))"
            guard let twin = isAligned ? others[index].value : byName[Identifier(member.name)] else {
                return path
            }
            if let found = pointer(member.value, twin, path) { return found }
        }
        guard others.count > known.count else { return nil }
        let mine = Self.byName(known)
        let surplus = others.first { mine[Identifier($0.name)] == nil }
        return surplus.map { "\(path)/\(JSONPointer.escape($0.name))" }
    }

    /// The members by their names' bytes. Admitted events have no name twice.
    private static func byName(_ members: [(name: String, value: JSONNode)]) -> [Identifier: JSONNode] {
        Dictionary(members.map { (Identifier($0.name), $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}
