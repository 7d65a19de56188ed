import LMDB
import Model

/// The tables of `views/columns` beside the columns themselves: what is small, and where the sealed state
/// ends.
///
/// Keys sort as bytes; numbers are big-endian.
enum CoreTables {
    /// The tables of the columns come first in the environment.
    private static let first = ColumnTables.all.count
    /// `position` -> the last sealed position, written last; `journal` -> the identity of the journal;
    /// `count` and a type -> events; `rows` and a table -> its rows; `by-subject` -> outcomes that name a
    /// subject.
    static let state = Table(first + 0, "state", revision: 2)
    /// series number -> role, model, version.
    static let series = Table(first + 1, "series", revision: 2)
    /// code -> a label's text, the name of who labels or of a definition, numbered in the order of first
    /// appearance from 0.
    static let names = Table(first + 2, "names", revision: 2)
    /// type, model, position -> contracts, deployments, policies, replay sets, reviews of versions.
    static let documents = Table(first + 3, "documents", revision: 2)
    /// type, digest of the pointer -> the pointer, how often, where first.
    static let unknownFields = Table(first + 4, "unknown_fields", revision: 1)
    /// position of an outcome whose decision was not there when it came -> its time, and the position of the
    /// decision that came since, or 0.
    static let waiting = Table(first + 5, "waiting", revision: 1)
    /// position of an outcome, position of a withdrawal of it -> the withdrawal's time.
    static let withdrawn = Table(first + 6, "withdrawn", revision: 1)

    static let all = [state, series, names, documents, unknownFields, waiting, withdrawn]
}

/// The numbers of tables that are no series. Series are numbered from 1.
enum TableNumber {
    static let outcomes: UInt32 = 0xffff_fff0
    static let withdrawals: UInt32 = 0xffff_fff1
    /// What an index entry names that has no row.
    static let none: UInt32 = 0xffff_ffff
}

/// How keys are made; the readers and the sealer share these.
enum Keys {
    static let position = Array("position".utf8)
    static let journal = Array("journal".utf8)
    static let bySubject = Array("by-subject".utf8)

    static func count(_ type: EventType) -> [UInt8] { Array("count".utf8) + [type.rawValue] }

    static func rows(_ table: UInt32) -> [UInt8] { Array("rows".utf8) + word(table) }

    static func word(_ number: UInt32) -> [UInt8] {
        var key = RowWriter(reserving: 4)
        key.word32(number)
        return key.bytes
    }

    static func position(_ position: Position) -> [UInt8] {
        var key = RowWriter(reserving: 8)
        key.word64(position)
        return key.bytes
    }

    static func positions(_ first: Position, _ second: Position) -> [UInt8] {
        var key = RowWriter(reserving: 16)
        key.word64(first)
        key.word64(second)
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
