import JSON

/// What each type of event has to have, in the order of the layout; the rules are those of `Decision`,
/// `Outcome` and `OutcomeWithdrawn`.
extension ImageEmitter {
    /// Writes the image of the event on the tape.
    mutating func event(bytes: Int, _ vocabulary: Vocabulary) throws(Unusual) {
        try gather(vocabulary)
        let (start, length) = try text(try required(.type))
        guard let code = vocabulary.types.code(tape.strings, start, length),
            let type = EventType(rawValue: code),
            bytes <= type.bytesMax
        else { throw Unusual() }
        byte(code)
        byte(0)
        word(UInt64(bitPattern: try time(try required(.at)).microseconds))
        try short(try required(.id))
        switch type {
        case .decision: try decision(vocabulary)
        case .outcome: try outcome()
        case .outcomeWithdrawn: try outcomeWithdrawn()
        case .contract, .deployment, .policy, .replaySet, .review, .pin: throw Unusual()
        }
        byte(0)
    }

    private mutating func decision(_ vocabulary: Vocabulary) throws(Unusual) {
        guard has(only: .decision) else { throw Unusual() }
        byte(try role(vocabulary))
        try short(try required(.model))
        try short(try required(.version))
        try short(try required(.subject))
        if !has(.score), try !fallbackApplies() { throw Unusual() }
        try numberField(.score, .score)
        try textOrNumberField(.prediction, .prediction)
        try numberField(.threshold, .threshold)
        try identifierField(.action, .action)
        try numberField(.confidence, .confidence, 0...1)
        try interval()
        try numberField(.value, .value)
        try identifierField(.variant, .variant)
        try identifierField(.route, .route)
        try identifierField(.group, .group)
        try identifierField(.of, .of)
        try identifierField(.replaySet, .replaySet)
        try numberField(.latency, .latency, 0...(.infinity))
        try fallback()
        try segments()
        try features()
        try featureTimes()
        try contributions()
        try context()
    }

    private mutating func outcome() throws(Unusual) {
        guard has(only: .outcome), has(.decision) != has(.subject) else { throw Unusual() }
        if has(.subject) {
            raise(EventImage.subjectFlag)
            try short(try required(.subject))
        } else {
            guard !has(.model) else { throw Unusual() }
            try short(try required(.decision))
        }
        try numberField(.value, .value)
        try label()
        field(.by)
        try identifier(try required(.by))
        if let index = optional(.surprise) {
            field(.surprise)
            tag(try flag(index))
        }
        try textField(.reason, .reason)
        try textField(.definition, .definition)
        try identifierField(.model, .model)
    }

    private mutating func outcomeWithdrawn() throws(Unusual) {
        guard has(only: .outcomeWithdrawn) else { throw Unusual() }
        try short(try required(.outcome))
        field(.by)
        try identifier(try required(.by))
        try textField(.reason, .reason)
    }
}

// Fields that are more than one plain value.
extension ImageEmitter {
    private func role(_ vocabulary: Vocabulary) throws(Unusual) -> UInt8 {
        guard let index = optional(.role) else { return Role.live.code }
        let (start, length) = try text(index)
        guard let code = vocabulary.roles.code(tape.strings, start, length) else { throw Unusual() }
        return code
    }

    private func fallbackApplies() throws(Unusual) -> Bool {
        guard let index = optional(.fallback) else { return false }
        return tape.letter(index) != UInt8(ascii: "f")
    }

    private mutating func fallback() throws(Unusual) {
        guard let index = optional(.fallback) else { return }
        field(.fallback)
        if tape.letter(index) == UInt8(ascii: "\"") {
            try text(index, bytesMax: Limits.textBytes)
        } else {
            tag(try flag(index))
        }
    }

    private mutating func interval() throws(Unusual) {
        guard let index = optional(.interval) else { return }
        guard tape.letter(index) == UInt8(ascii: "[") else { throw Unusual() }
        let end = tape.end(of: index)
        guard index + 1 < end else { throw Unusual() }
        let low = try number(index + 1)
        let second = tape.next(index + 1)
        guard second < end, tape.next(second) == end else { throw Unusual() }
        let high = try number(second)
        guard low <= high else { throw Unusual() }
        field(.intervalLow)
        number(low)
        field(.intervalHigh)
        number(high)
    }

    private mutating func label() throws(Unusual) {
        let index = try required(.label)
        field(.label)
        switch tape.letter(index) {
        case UInt8(ascii: "t"): tag(true)
        case UInt8(ascii: "f"): tag(false)
        case UInt8(ascii: "\""): try identifier(index)
        default: number(try number(index))
        }
    }

    private mutating func numberField(_ member: Member, _ code: FieldCode) throws(Unusual) {
        guard let index = optional(member) else { return }
        field(code)
        number(try number(index))
    }

    private mutating func numberField(
        _ member: Member, _ code: FieldCode, _ range: ClosedRange<Double>
    ) throws(Unusual) {
        guard let index = optional(member) else { return }
        let value = try number(index)
        guard range.contains(value) else { throw Unusual() }
        field(code)
        number(value)
    }

    private mutating func identifierField(_ member: Member, _ code: FieldCode) throws(Unusual) {
        guard let index = optional(member) else { return }
        field(code)
        try identifier(index)
    }

    private mutating func textField(_ member: Member, _ code: FieldCode) throws(Unusual) {
        guard let index = optional(member) else { return }
        field(code)
        try text(index, bytesMax: Limits.textBytes)
    }

    private mutating func textOrNumberField(_ member: Member, _ code: FieldCode) throws(Unusual) {
        guard let index = optional(member) else { return }
        field(code)
        if tape.letter(index) == UInt8(ascii: "\"") {
            try text(index, bytesMax: Limits.textBytes)
        } else {
            number(try number(index))
        }
    }
}

// Groups: objects whose names the producer chose.
extension ImageEmitter {
    private mutating func segments() throws(Unusual) {
        guard let object = optional(.segments) else { return }
        var (index, end) = try members(object)
        var left = Limits.segments
        while index < end {
            try name(.segment, index, &left)
            try identifier(index + 1)
            index += 2
        }
    }

    private mutating func features() throws(Unusual) {
        guard let object = optional(.features) else { return }
        var (index, end) = try members(object)
        var left = Limits.features
        while index < end {
            try name(.feature, index, &left)
            switch tape.letter(index + 1) {
            case UInt8(ascii: "\""): try text(index + 1, bytesMax: Limits.featureTextBytes)
            case UInt8(ascii: "t"): tag(true)
            case UInt8(ascii: "f"): tag(false)
            case UInt8(ascii: "n"): tag(.null)
            default: number(try number(index + 1))
            }
            index = tape.next(index + 1)
        }
    }

    private mutating func featureTimes() throws(Unusual) {
        guard let object = optional(.featureTimes) else { return }
        var (index, end) = try members(object)
        var left = Limits.features
        while index < end {
            try name(.featureTime, index, &left)
            time(try time(index + 1))
            index += 2
        }
    }

    private mutating func contributions() throws(Unusual) {
        guard let object = optional(.contributions) else { return }
        var (index, end) = try members(object)
        var left = Limits.features
        while index < end {
            try name(.contribution, index, &left)
            number(try number(index + 1))
            index = tape.next(index + 1)
        }
    }

    private mutating func context() throws(Unusual) {
        guard let object = optional(.context) else { return }
        var (index, end) = try members(object)
        var left = Int.max
        while index < end {
            try name(.context, index, &left)
            try text(index + 1, bytesMax: Limits.textBytes)
            index += 2
        }
    }

    /// The name of a group's member, of which there may be so many more.
    private mutating func name(_ family: CellFamily, _ index: Int, _ left: inout Int) throws(Unusual) {
        guard left > 0 else { throw Unusual() }
        left -= 1
        try name(family, index)
    }
}
