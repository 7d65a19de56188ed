import Documents
import Model

/// Findings that one of two answers has and the other has not.
struct FindingChanges: Sendable {
    enum State: String, Sendable { case came, went, changed }

    struct Change: Sendable {
        let state: State
        /// The later one's, where there is one.
        let finding: Finding
        /// What its severity was; nil where it came.
        let before: Finding.Severity?
    }

    /// What came, then what is more or less severe, then what went; each most severe first.
    let changes: [Change]

    init(_ then: [Finding], _ now: [Finding]) {
        var left: [Identifier: [Finding]] = [:]
        for finding in then.reversed() { left[Self.key(finding), default: []].append(finding) }
        var (came, changed): ([Change], [Change]) = ([], [])
        for finding in now {
            guard let before = left[Self.key(finding)]?.popLast() else {
                came.append(Change(state: .came, finding: finding, before: nil))
                continue
            }
            if before.severity != finding.severity {
                changed.append(Change(state: .changed, finding: finding, before: before.severity))
            }
        }
        // Those that are left are the last of their key, in the order of the earlier answer.
        var went: [Change] = []
        for finding in then.reversed() where left[Self.key(finding)]?.isEmpty == false {
            left[Self.key(finding)]?.removeLast()
            went.append(Change(state: .went, finding: finding, before: finding.severity))
        }
        changes = Self.ranked(came) + Self.ranked(changed) + Self.ranked(went.reversed())
    }

    private static func key(_ finding: Finding) -> Identifier {
        let texts = finding.evidence.compactMap { fact in
            if case .text(let text) = fact.value { text } else { nil }
        }
        return Identifier(([finding.code] + texts).joined(separator: "\u{1f}"))
    }

    private static func ranked(_ changes: [Change]) -> [Change] {
        Finding.Severity.allCases.flatMap { severity in
            changes.filter { $0.finding.severity == severity }
        }
    }
}
