import JSON
import Model

/// Names the field in which two events of one id differ first, for the one who has to find out why.
enum FirstDifference {
    /// The JSON pointer, in the order of the stored event; nil when only spelling or order differ.
    static func pointer(stored: [UInt8], sent: [UInt8]) -> String? {
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
        for (index, member) in known.enumerated() {
            let path = "\(path)/\(JSONPointer.escape(member.name))"
            // Producers write members in one order, so the same place is looked at first.
            let twin =
                index < others.count && Bytewise.equal(others[index].name, member.name)
                ? others[index].value : right[member.name]
            guard let twin else { return path }
            if let found = pointer(member.value, twin, path) { return found }
        }
        guard others.count > known.count else { return nil }
        let surplus = others.first { left[$0.name] == nil }
        return surplus.map { "\(path)/\(JSONPointer.escape($0.name))" }
    }
}
