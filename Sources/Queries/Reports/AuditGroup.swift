import Documents
import Model

/// Decisions that an audit looks at together, all of one model.
struct AuditGroup: Hashable, Comparable, Sendable {
    enum Kind: Int, Hashable, Sendable {
        case all, version, segment, labeller
    }

    let kind: Kind
    /// The segment's name; nil for other kinds.
    let name: Identifier?
    /// Nil for all.
    let value: Identifier?

    static let all = AuditGroup(kind: .all, name: nil, value: nil)

    static func version(_ value: Identifier) -> AuditGroup {
        AuditGroup(kind: .version, name: nil, value: value)
    }

    static func segment(_ name: Identifier, _ value: Identifier) -> AuditGroup {
        AuditGroup(kind: .segment, name: name, value: value)
    }

    static func labeller(_ value: Identifier) -> AuditGroup {
        AuditGroup(kind: .labeller, name: nil, value: value)
    }

    static func < (left: AuditGroup, right: AuditGroup) -> Bool {
        if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
        if let a = left.name, let b = right.name, a != b { return a < b }
        guard let other = right.value else { return false }
        guard let value = left.value else { return true }
        return value < other
    }

    /// `contact=cellular`, `version v2`, `labeller crm`, `all decisions`.
    var text: String {
        let value = value?.text ?? ""
        return switch kind {
        case .all: "all decisions"
        case .version: "version \(value)"
        case .segment: "\(name?.text ?? "")=\(value)"
        case .labeller: "labeller \(value)"
        }
    }

    /// The value as a cell; `all` for all decisions.
    var valueText: String { value?.text ?? "all" }

    /// The kind as a cell: `all`, `version`, `labeller`, or the segment's name.
    var kindText: String {
        switch kind {
        case .all: "all"
        case .version: "version"
        case .segment: name?.text ?? ""
        case .labeller: "labeller"
        }
    }
}

/// When the label of a decision arrived: what the decay rule looks at.
struct LabelArrival: Sendable {
    let at: Timestamp
    /// The first outcome's time and who gave it; nil while the decision waits.
    let first: (at: Timestamp, by: Identifier)?
    let version: Identifier
    let segments: [(name: Identifier, value: Identifier)]
    /// How many decisions it stands for.
    var count: Int64 = 1
}
