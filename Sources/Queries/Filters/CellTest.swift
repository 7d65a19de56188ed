import Wire

/// A comparison made ready for the values of one place.
struct CellTest: Sendable {
    let comparison: Filter.Comparison
    /// One, or for `in` any number.
    let numbers: [Double]
    private let texts: [[UInt8]]
    private let flags: [Bool]

    /// - Returns: nil for tests of presence.
    init?(_ test: Filter.Test, at place: CellPlace) {
        let literals: [Filter.Literal]
        switch test {
        case .compare(let comparison, let literal):
            self.comparison = comparison
            literals = [literal]
        case .among(let list):
            comparison = .equal
            literals = list
        case .missing, .present: return nil
        }
        let asText = place.holdsTextsAlone && (comparison == .equal || comparison == .unequal)
        var numbers: [Double] = []
        var texts: [[UInt8]] = []
        var flags: [Bool] = []
        for literal in literals {
            switch literal {
            case _ where asText: texts.append(literal.bytes)
            case .number(let number): numbers.append(number)
            case .text(let bytes): texts.append(bytes)
            case .flag(let flag): flags.append(flag)
            }
        }
        self.numbers = numbers
        self.texts = texts
        self.flags = flags
    }

    /// Whether it holds for a value that is there.
    func holds(_ value: CellValue) -> Bool {
        switch value {
        case .number(let number): holds(number)
        case .text(let text): holds(text)
        case .flag(let flag): holds(flag)
        case .time: false
        }
    }

    func holds(_ number: Double) -> Bool {
        numbers.contains { wanted in
            switch comparison {
            case .equal: number == wanted
            case .unequal: number != wanted
            case .less: number < wanted
            case .lessOrEqual: number <= wanted
            case .greater: number > wanted
            case .greaterOrEqual: number >= wanted
            }
        }
    }

    func holds(_ text: some Sequence<UInt8>) -> Bool {
        texts.contains { wanted in
            switch comparison {
            case .equal: text.elementsEqual(wanted)
            case .unequal: !text.elementsEqual(wanted)
            case .less: text.lexicographicallyPrecedes(wanted)
            case .lessOrEqual: !wanted.lexicographicallyPrecedes(text)
            case .greater: wanted.lexicographicallyPrecedes(text)
            case .greaterOrEqual: !text.lexicographicallyPrecedes(wanted)
            }
        }
    }

    func holds(_ flag: Bool) -> Bool {
        flags.contains { comparison == .unequal ? flag != $0 : flag == $0 }
    }
}
