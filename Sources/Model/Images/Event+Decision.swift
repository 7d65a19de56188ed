extension Event {
    /// The decision that an image is of, nil for one of another event: the very same as `Event.decode` reads
    /// from its line, without parsing it again.
    package init?(decision image: EventImage) {
        guard image.type == .decision else { return nil }
        var cursor = ImageCursor(image.bytes.span, from: image.decisionHead.cells)
        let decision = Decision(image, &cursor)
        self.init(
            type: .decision, id: image.id, at: image.at, body: .decision(decision),
            unknownFields: image.hasUnknownFields ? cursor.unknownFields() : [])
    }
}

extension Decision {
    /// The decision of an image; `cursor` stands before the first cell, and afterwards behind the last.
    fileprivate init(_ image: EventImage, _ cursor: inout ImageCursor) {
        var fields = DecisionFieldCells()
        var segments: [Named<Identifier>] = []
        var features: [Named<FeatureValue>] = []
        var featureTimes: [Named<Timestamp>] = []
        var contributions: [Named<Double>] = []
        var context: [Named<String>] = []
        // Most of an image is features, each of some 20 bytes.
        features.reserveCapacity(image.bytes.count / 20)
        while let cell = cursor.next() {
            var name: Identifier { image.identifier(cell.nameStart..<(cell.nameStart + cell.nameCount)) }
            switch CellFamily(rawValue: cell.family) {
            case .field: fields.take(cell, of: image)
            case .segment: segments.append(Named(name, Identifier(image.text(of: cell))))
            case .feature: features.append(Named(name, image.value(of: cell)))
            case .featureTime:
                featureTimes.append(Named(name, Timestamp(microseconds: Int64(bitPattern: cell.bits))))
            case .contribution: contributions.append(Named(name, Double(bitPattern: cell.bits)))
            case .context: context.append(Named(name, image.text(of: cell)))
            case nil: break
            }
        }
        let head = image.decisionHead
        model = image.identifier(head.model)
        version = image.identifier(head.version)
        role = head.role
        subject = image.identifier(head.subject)
        score = fields.number(.score)
        prediction = fields.prediction
        threshold = fields.number(.threshold)
        action = fields.identifier(.action)
        confidence = fields.number(.confidence)
        if let low = fields.number(.intervalLow), let high = fields.number(.intervalHigh) {
            interval = Interval(low: low, high: high)
        } else {
            interval = nil
        }
        value = fields.number(.value)
        self.segments = segments
        self.features = features
        self.featureTimes = featureTimes
        self.contributions = contributions
        variant = fields.identifier(.variant)
        route = fields.identifier(.route)
        group = fields.identifier(.group)
        of = fields.identifier(.of)
        replaySet = fields.identifier(.replaySet)
        self.context = context
        latencyMilliseconds = fields.number(.latency)
        fallback = fields.fallback
    }
}

/// The declared fields of a decision that its image has: few, so they are looked for one by one.
private struct DecisionFieldCells {
    private var numbers: [(code: FieldCode, value: Double)] = []
    private var texts: [(code: FieldCode, value: String)] = []
    private(set) var fallback: Fallback?

    mutating func take(_ cell: ImageCursor.Cell, of image: EventImage) {
        guard let code = FieldCode(rawValue: image.bytes[cell.nameStart]) else { return }
        switch CellTag(rawValue: cell.tag) {
        case .number: numbers.append((code, Double(bitPattern: cell.bits)))
        case .text where code == .fallback: fallback = .text(image.text(of: cell))
        case .text: texts.append((code, image.text(of: cell)))
        case .yes: fallback = .flag(true)
        case .no: fallback = .flag(false)
        case .null, .time, nil: break
        }
    }

    func number(_ code: FieldCode) -> Double? { numbers.first { $0.code == code }?.value }

    func identifier(_ code: FieldCode) -> Identifier? { text(code).map { Identifier($0) } }

    var prediction: Prediction? {
        text(.prediction).map(Prediction.text) ?? number(.prediction).map(Prediction.number)
    }

    private func text(_ code: FieldCode) -> String? { texts.first { $0.code == code }?.value }
}

extension EventImage {
    fileprivate func text(of cell: ImageCursor.Cell) -> String {
        String(decoding: bytes[cell.textStart..<(cell.textStart + cell.textCount)], as: UTF8.self)
    }

    fileprivate func value(of cell: ImageCursor.Cell) -> FeatureValue {
        switch CellTag(rawValue: cell.tag) {
        case .number: .number(Double(bitPattern: cell.bits))
        case .text: .text(text(of: cell))
        case .yes: .boolean(true)
        case .no: .boolean(false)
        case .null, .time, nil: .null
        }
    }
}
