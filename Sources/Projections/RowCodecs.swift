import Model

// One encoding a row: encode(decode(bytes)) gives the bytes again, and every value has one spelling.

extension RowWriter {
    mutating func optional(_ text: Identifier?) {
        byte(text == nil ? 0 : 1)
        if let text { self.text(text.text) }
    }

    mutating func optional(_ number: Double?) {
        byte(number == nil ? 0 : 1)
        if let number { double(number) }
    }

    mutating func label(_ label: Label) {
        switch label {
        case .boolean(false): byte(0)
        case .boolean(true): byte(1)
        case .text(let text):
            byte(2)
            self.text(text.text)
        case .number(let number):
            byte(3)
            double(number)
        }
    }

    mutating func decision(_ event: Event, _ decision: Decision) {
        time(event.at.microseconds)
        text(event.id.text)
        text(decision.subject.text)
        optional(decision.score)
        optional(decision.threshold)
        optional(decision.action)
        byte(UInt8(clamping: decision.segments.count))
        for segment in decision.segments {
            text(segment.name.text)
            text(segment.value.text)
        }
        optional(decision.of)
        optional(decision.replaySet)
        byte(decision.fallback?.applies == true ? 1 : 0)
    }

    mutating func outcome(_ event: Event, _ outcome: Outcome) {
        time(event.at.microseconds)
        text(event.id.text)
        text(outcome.by.text)
        label(outcome.label)
        optional(outcome.value)
    }
}

extension RowReader {
    mutating func identifier() throws(ProjectionError) -> Identifier { Identifier(try text()) }

    mutating func timestamp() throws(ProjectionError) -> Timestamp { Timestamp(microseconds: try time()) }

    mutating func optionalIdentifier() throws(ProjectionError) -> Identifier? {
        try byte() == 0 ? nil : try identifier()
    }

    mutating func optionalDouble() throws(ProjectionError) -> Double? {
        try byte() == 0 ? nil : try double()
    }

    mutating func label() throws(ProjectionError) -> Label {
        switch try byte() {
        case 0: .boolean(false)
        case 1: .boolean(true)
        case 2: .text(try identifier())
        case 3: .number(try double())
        case let code: throw .damagedRow(table: "labels", detail: "no label has the code \(code)")
        }
    }

    /// A decision's row; the window is looked at before the texts are made.
    mutating func decision(
        _ series: Series, _ position: Position, from: Timestamp?, to: Timestamp?
    ) throws(ProjectionError) -> DecisionRow? {
        let at = try timestamp()
        if let from, at < from { return nil }
        if let to, at >= to { return nil }
        let id = try identifier()
        let subject = try identifier()
        let score = try optionalDouble()
        let threshold = try optionalDouble()
        let action = try optionalIdentifier()
        let count = try byte()
        var segments: [(name: Identifier, value: Identifier)] = []
        segments.reserveCapacity(Int(count))
        for _ in 0..<count { segments.append((try identifier(), try identifier())) }
        return DecisionRow(
            position: position, series: series, id: id, at: at, subject: subject, score: score,
            threshold: threshold,
            action: action, segments: segments, of: try optionalIdentifier(),
            replaySet: try optionalIdentifier(),
            fallback: try byte() == 1)
    }

    mutating func outcome(_ position: Position, direct: Bool) throws(ProjectionError) -> OutcomeRow {
        let at = try timestamp()
        let id = try identifier()
        let by = try identifier()
        let label = try label()
        return OutcomeRow(
            position: position, id: id, at: at, by: by, label: label, value: try optionalDouble(),
            direct: direct,
            withdrawnBy: nil)
    }
}
