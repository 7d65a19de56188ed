import Digest
import Model

/// What a fingerprint is of: the first byte that goes into it, so that an id, a subject and what waits for an
/// id never meet. The ids of events take the codes of their types.
enum Space {
    static let subject: UInt8 = 0x20
    /// A decision id for which outcomes wait.
    static let outcomesFor: UInt8 = 0x21
    /// An outcome id for which withdrawals wait.
    static let withdrawalsOf: UInt8 = 0x22
    /// A decision id that reviews name.
    static let reviewsOf: UInt8 = 0x23
}

extension Fingerprinter {
    func fingerprint(_ space: UInt8, _ bytes: [UInt8], _ range: Range<Int>) -> Fingerprint {
        fingerprint(space, bytes.span.extracting(range))
    }

    func fingerprint(_ space: UInt8, _ identifier: Identifier) -> Fingerprint {
        fingerprint(space, identifier.text.utf8.span)
    }

    func identifier(_ type: EventType, _ id: Identifier) -> Fingerprint {
        fingerprint(type.rawValue, id)
    }
}
