import Model

/// Which decisions a question is about.
struct PlainSelection {
    var model: Identifier?
    var versions: [Identifier] = []
    var roles: [Role] = []
    var segments: [(name: Identifier, value: Identifier)] = []
    var condition: PlainCondition?
    var from: Timestamp?
    var to: Timestamp?

    init(
        model: Identifier?, roles: [Role], condition: PlainCondition?, from: Timestamp?, to: Timestamp?
    ) {
        self.model = model
        self.roles = roles
        self.condition = condition
        self.from = from
        self.to = to
    }

    init(_ asked: PlainRequest) throws(PlainFailure) {
        model = asked.identifier("model")
        versions = asked.identifiers("version")
        roles = asked.texts("role").compactMap { Role(rawValue: $0) }
        segments = asked.segments()
        condition = asked.condition
        (from, to) = try asked.window()
    }

    private func isOfModel(_ series: PlainSeries) -> Bool { model == nil || series.model == model }

    private func isOfVersion(_ series: PlainSeries) -> Bool {
        versions.isEmpty || versions.contains(series.version)
    }

    private func isInRole(_ series: PlainSeries) -> Bool { roles.isEmpty || roles.contains(series.role) }

    private func isInWindow(_ time: Timestamp) -> Bool {
        if let from, time < from { return false }
        if let to, time >= to { return false }
        return true
    }

    /// Values of one name are alternatives; every name has to be met.
    private func hasSegments(_ made: PlainDecision) -> Bool {
        segments.allSatisfy { wanted in
            segments.contains { $0.name == wanted.name && made.segment(wanted.name) == $0.value }
        }
    }

    struct Chosen {
        /// By series and position.
        let decisions: [PlainDecision]
        /// How many others only their segments leave out.
        let leftOut: Int
        /// How many others only the condition leaves out; nil without one.
        let unmet: Int?
        /// Says what the condition names and no decision has that it was held against.
        let unseen: String?

        var facts: [(String, PlainValue)] {
            [("segments", .count(leftOut)), ("where", .count(unmet ?? 0))]
        }

        func note(_ document: inout PlainDocument) {
            if let unseen { document.note("where_missing", unseen) }
        }
    }

    func choose(_ state: PlainState) -> Chosen {
        let inWindow = state.decisions.filter {
            isOfModel($0.series) && isOfVersion($0.series) && isInRole($0.series) && isInWindow($0.at)
        }
        let offered = inWindow.filter(hasSegments)
        let chosen = offered.filter { condition?.holds($0) ?? true }
        let unseen = (condition?.operands ?? []).filter { operand in
            offered.allSatisfy { operand.values($0).isEmpty }
        }
        let names = unseen.map(\.text).joined(separator: ", ")
        return Chosen(
            decisions: chosen.sorted { ($0.series.number, $0.position) < ($1.series.number, $1.position) },
            leftOut: inWindow.count - offered.count,
            unmet: condition.map { _ in offered.count - chosen.count },
            unseen: unseen.isEmpty || offered.isEmpty
                ? nil
                : "None of the \(offered.count) decisions that the condition was held against has \(names).")
    }

    /// Why nothing was chosen: the first of model, version, role, window, segments and condition that leaves
    /// nothing,
    /// and what there is instead, as of the position.
    func whyEmpty(_ state: PlainState) -> String {
        let all = state.series
        guard !all.isEmpty else { return "There is no decision in the ledger yet." }
        let ofModel = all.filter(isOfModel)
        if ofModel.isEmpty, let model {
            return "There is no model \(model.text); there are \(Self.names(all.map(\.model)))."
        }
        let ofVersion = ofModel.filter(isOfVersion)
        if ofVersion.isEmpty {
            return "There is no such version; there are \(Self.names(ofModel.map(\.version)))."
        }
        if !ofVersion.contains(where: isInRole) {
            let there = Self.names(ofVersion.map { Identifier($0.role.rawValue) })
            return "There is no decision in the role asked for; there are decisions in \(there)."
        }
        let left = state.decisions.filter {
            isOfModel($0.series) && isOfVersion($0.series) && isInRole($0.series)
        }
        guard let first = left.map(\.at).min(), let last = left.map(\.at).max() else {
            return "No such decision was known at position \(state.entries.count)."
        }
        let inWindow = left.filter { isInWindow($0.at) }
        guard !inWindow.isEmpty else {
            return "No decision lies in the window; those of the selection lie from \(first.text) to "
                + "\(last.text)."
        }
        let offered = inWindow.count(where: hasSegments)
        if let condition, offered > 0 {
            return "None of the \(offered) decisions that are else asked for meets the condition "
                + "\(condition.text)."
        }
        let carried = inWindow.flatMap { $0.decision.segments.map(\.name) }
        guard !carried.isEmpty else {
            return "None of the \(inWindow.count) decisions in the window carries a segment."
        }
        return "None of the \(inWindow.count) decisions in the window has the segments asked for; they carry "
            + "\(Self.names(carried))."
    }

    /// Names in byte order, each once, at most 20 of them.
    private static func names(_ names: [Identifier]) -> String {
        let sorted = Set(names).sorted()
        let shown = sorted.prefix(20).map(\.text).joined(separator: ", ")
        return sorted.count > 20 ? "\(shown) and \(sorted.count - 20) more" : shown
    }
}
