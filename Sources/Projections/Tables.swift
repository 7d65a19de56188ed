package import LMDB
import Model

/// The tables of the projections. The rows are what the laws speak of: derived from the records alone, the
/// same whether they grew or were rebuilt, wherever batches were cut.
///
/// Keys sort as bytes. Texts in keys end with NUL (no text of a key holds one), numbers are big-endian.
package enum Tables {
    /// `position` -> last applied position; `journal` -> the identity of the journal; `count` + type ->
    /// events.
    static let state = Table(0, "state", revision: 1)
    /// type, id -> position; for a decision, its series too.
    static let identifiers = Table(1, "identifiers", revision: 1)
    /// series number -> role, model, version.
    static let series = Table(2, "series", revision: 1)
    /// model, version, role -> series number.
    static let seriesNumbers = Table(3, "series_numbers", revision: 1)
    /// series number, position -> what queries need of the decision.
    static let decisions = Table(4, "decisions", revision: 1)
    /// The label log by decision: decision id, position -> the outcome.
    static let labels = Table(5, "labels", revision: 1)
    /// The label log by subject: subject, position -> the outcome and the model it names.
    static let subjectLabels = Table(6, "subject_labels", revision: 1)
    /// subject, position -> decisions and outcomes of a subject.
    static let subjects = Table(7, "subjects", revision: 1)
    /// outcome id, position -> when it was taken back.
    static let withdrawals = Table(8, "withdrawals", revision: 1)
    /// position -> every outcome with what it names.
    static let outcomes = Table(9, "outcomes", revision: 1)
    /// type, model, position -> contracts, deployments, policies, replay sets, reviews of versions.
    static let documents = Table(10, "documents", revision: 1)
    /// decision id, position -> reviews of a decision.
    static let reviews = Table(11, "reviews", revision: 1)
    /// type, digest of the pointer -> the pointer, how often, where first.
    static let unknownFields = Table(12, "unknown_fields", revision: 1)

    package static let all = [
        state, identifiers, series, seriesNumbers, decisions, labels, subjectLabels, subjects, withdrawals,
        outcomes,
        documents, reviews, unknownFields,
    ]
}

/// How keys are made; the readers and the applier share these.
enum Keys {
    static let position = Array("position".utf8)
    static let journal = Array("journal".utf8)

    static func count(_ type: EventType) -> [UInt8] { Array("count".utf8) + [type.rawValue] }

    static func identifier(_ type: EventType, _ id: Identifier) -> [UInt8] {
        [type.rawValue] + id.utf8Bytes
    }

    static func series(_ number: UInt32) -> [UInt8] {
        var key = RowWriter(reserving: 4)
        key.word32(number)
        return key.bytes
    }

    static func seriesNumber(_ model: Identifier, _ version: Identifier, _ role: Role) -> [UInt8] {
        var key = RowWriter()
        key.keyText(model.text)
        key.keyText(version.text)
        key.byte(role.code)
        return key.bytes
    }

    static func decision(_ series: UInt32, _ position: Position) -> [UInt8] {
        var key = RowWriter(reserving: 12)
        key.word32(series)
        key.word64(position)
        return key.bytes
    }

    static func text(_ text: Identifier) -> [UInt8] {
        var key = RowWriter()
        key.keyText(text.text)
        return key.bytes
    }

    static func text(_ text: Identifier, _ position: Position) -> [UInt8] {
        var key = RowWriter()
        key.keyText(text.text)
        key.word64(position)
        return key.bytes
    }

    static func position(_ position: Position) -> [UInt8] {
        var key = RowWriter(reserving: 8)
        key.word64(position)
        return key.bytes
    }

    static func documents(_ type: EventType, _ model: Identifier?) -> [UInt8] {
        var key = RowWriter()
        key.byte(type.rawValue)
        if let model { key.keyText(model.text) }
        return key.bytes
    }

    static func document(_ type: EventType, _ model: Identifier, _ position: Position) -> [UInt8] {
        var key = RowWriter()
        key.byte(type.rawValue)
        key.keyText(model.text)
        key.word64(position)
        return key.bytes
    }
}
