extension EventImage {
    /// The image of an event that was decoded the long way. The fast way has to give the very same bytes.
    package init(_ event: Event) {
        var writer = ImageWriter(event.type, at: event.at, id: event.id)
        switch event.body {
        case .decision(let decision): writer.decision(decision)
        case .outcome(let outcome): writer.outcome(outcome)
        case .outcomeWithdrawn(let withdrawn):
            writer.short(withdrawn.outcome.text)
            writer.field(.by, text: withdrawn.by.text)
            if let reason = withdrawn.reason { writer.field(.reason, text: reason) }
        case .contract, .deployment, .policy, .replaySet, .review, .pin: break
        }
        self.init(bytes: writer.finish(unknown: event.unknownFields))
    }
}

/// Writes the layout that `EventImage` states.
struct ImageWriter {
    private(set) var bytes: [UInt8] = []

    init(_ type: EventType, at: Timestamp, id: Identifier) {
        bytes.reserveCapacity(512)
        bytes.append(type.rawValue)
        bytes.append(0)
        word64(UInt64(bitPattern: at.microseconds))
        short(id.text)
    }

    mutating func finish(unknown: [String]) -> [UInt8] {
        bytes.append(0)
        guard !unknown.isEmpty else { return bytes }
        bytes[1] |= EventImage.unknownFlag
        word32(unknown.count)
        for pointer in unknown {
            word32(pointer.utf8.count)
            bytes.append(contentsOf: pointer.utf8)
        }
        return bytes
    }

    mutating func decision(_ decision: Decision) {
        bytes.append(decision.role.code)
        short(decision.model.text)
        short(decision.version.text)
        short(decision.subject.text)
        if let score = decision.score { field(.score, number: score) }
        switch decision.prediction {
        case .text(let text): field(.prediction, text: text)
        case .number(let number): field(.prediction, number: number)
        case nil: break
        }
        if let threshold = decision.threshold { field(.threshold, number: threshold) }
        if let action = decision.action { field(.action, text: action.text) }
        if let confidence = decision.confidence { field(.confidence, number: confidence) }
        if let interval = decision.interval {
            field(.intervalLow, number: interval.low)
            field(.intervalHigh, number: interval.high)
        }
        if let value = decision.value { field(.value, number: value) }
        if let variant = decision.variant { field(.variant, text: variant.text) }
        if let route = decision.route { field(.route, text: route.text) }
        if let group = decision.group { field(.group, text: group.text) }
        if let of = decision.of { field(.of, text: of.text) }
        if let set = decision.replaySet { field(.replaySet, text: set.text) }
        if let latency = decision.latencyMilliseconds { field(.latency, number: latency) }
        switch decision.fallback {
        case .flag(let flag): field(.fallback, flag: flag)
        case .text(let text): field(.fallback, text: text)
        case nil: break
        }
        for segment in decision.segments {
            name(.segment, segment.name)
            text(segment.value.text)
        }
        for feature in decision.features {
            name(.feature, feature.name)
            switch feature.value {
            case .number(let value): number(value)
            case .text(let value): text(value)
            case .boolean(let value): tag(value ? .yes : .no)
            case .null: tag(.null)
            }
        }
        for time in decision.featureTimes {
            name(.featureTime, time.name)
            tag(.time)
            word64(UInt64(bitPattern: time.value.microseconds))
        }
        for contribution in decision.contributions {
            name(.contribution, contribution.name)
            number(contribution.value)
        }
        for entry in decision.context {
            name(.context, entry.name)
            text(entry.value)
        }
    }

    mutating func outcome(_ outcome: Outcome) {
        var model: Identifier?
        switch outcome.target {
        case .decision(let id): short(id.text)
        case .subject(let subject, let named):
            bytes[1] |= EventImage.subjectFlag
            short(subject.text)
            model = named
        }
        if let value = outcome.value { field(.value, number: value) }
        switch outcome.label {
        case .boolean(let flag): field(.label, flag: flag)
        case .text(let text): field(.label, text: text.text)
        case .number(let number): field(.label, number: number)
        }
        field(.by, text: outcome.by.text)
        if let surprise = outcome.surprise { field(.surprise, flag: surprise) }
        if let reason = outcome.reason { field(.reason, text: reason) }
        if let definition = outcome.definition { field(.definition, text: definition) }
        if let model { field(.model, text: model.text) }
    }

    /// A length in one byte and the text; texts of the head have at most 200 bytes.
    mutating func short(_ text: String) {
        bytes.append(UInt8(clamping: text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func field(_ code: FieldCode, number value: Double) {
        field(code)
        number(value)
    }

    mutating func field(_ code: FieldCode, text value: String) {
        field(code)
        text(value)
    }

    mutating func field(_ code: FieldCode, flag: Bool) {
        field(code)
        tag(flag ? .yes : .no)
    }

    private mutating func field(_ code: FieldCode) {
        bytes.append(CellFamily.field.rawValue)
        bytes.append(code.rawValue)
    }

    private mutating func name(_ family: CellFamily, _ name: Identifier) {
        bytes.append(family.rawValue)
        short(name.text)
    }

    private mutating func tag(_ tag: CellTag) { bytes.append(tag.rawValue) }

    private mutating func number(_ value: Double) {
        tag(.number)
        word64(value.bitPattern)
    }

    private mutating func text(_ value: String) {
        tag(.text)
        let count = value.utf8.count
        bytes.append(UInt8(truncatingIfNeeded: count))
        bytes.append(UInt8(truncatingIfNeeded: count >> 8))
        bytes.append(contentsOf: value.utf8)
    }

    private mutating func word32(_ value: Int) {
        for offset in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * offset))) }
    }

    private mutating func word64(_ value: UInt64) {
        for offset in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * offset))) }
    }
}
