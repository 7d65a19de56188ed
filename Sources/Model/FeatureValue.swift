import JSON

/// One input of a decision, or the default that a contract states for one. Texts compare as bytes.
package enum FeatureValue: Hashable, Sendable {
    case number(Double)
    /// At most 1 KiB of UTF-8, of any characters; may be empty.
    case text(String)
    case boolean(Bool)
    /// Asked for and not there, which the producer says so.
    case null

    package static func == (left: FeatureValue, right: FeatureValue) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)): left == right
        case (.text(let left), .text(let right)): Bytewise.equal(left, right)
        case (.boolean(let left), .boolean(let right)): left == right
        case (.null, .null): true
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .number(let number): hasher.combine(number)
        case .text(let text): Bytewise.hash(text, into: &hasher)
        case .boolean(let flag): hasher.combine(flag)
        case .null: hasher.combine(0 as UInt8)
        }
    }
}

/// A name and what stands by it, in the order of the document.
package struct Named<Value: Sendable>: Sendable {
    package let name: Identifier
    package let value: Value

    package init(_ name: Identifier, _ value: Value) {
        self.name = name
        self.value = value
    }
}

extension Named: Equatable where Value: Equatable {}
extension Named: Hashable where Value: Hashable {}

extension Field {
    func featureValue() throws(Refusal) -> FeatureValue {
        switch value.kind {
        case .integer, .unsigned, .double: .number(try number())
        case .string: .text(try text(bytesMax: Limits.featureTextBytes))
        case .boolean(let flag): .boolean(flag)
        case .null: .null
        case .array, .object: throw wrongType("a number, a text, true, false or null")
        }
    }
}
