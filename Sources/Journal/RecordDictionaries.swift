import Compression
import Digest
import LMDB
import Model
import Synchronization

/// The dictionaries that a ledger's bodies are compressed with: read and checked once, then kept prepared.
/// There are at most `DictionaryRule.dictionariesMax`.
final class RecordDictionaries: Sendable {
    /// One that bodies are compressed with.
    struct Prepared: Sendable {
        let header: DictionaryLayout.Header
        let dictionary: CompressionDictionary

        /// What came of the bodies that it was tried on, in thousandths of their bytes.
        var perMille: UInt64 {
            UInt64(header.sampleStored) * 1000 / max(1, UInt64(header.sampleBytes))
        }
    }

    /// The level that bodies are compressed at; see the decision record on Zstandard.
    static let level = 1

    private let store: JournalStore
    private let identity: [UInt8]
    private let prepared = Mutex<[UInt32: Prepared]>([:])

    init(store: JournalStore, identity: [UInt8]) {
        self.store = store
        self.identity = identity
    }

    /// The dictionary of a number. Any thread; the first time costs a read and about a millisecond.
    /// - Throws: `LedgerError` of kind `badRecord` when there is none, or it is not what was written.
    func find(_ number: UInt32) throws -> Prepared {
        if let found = prepared.withLock({ $0[number] }) { return found }
        let row = try store.read { transaction in
            try transaction.get(JournalTables.dictionaries, DictionaryLayout.key(number)) { value in
                try DictionaryLayout.decode(value, number: number, identity: identity)
            }
        }
        guard let row else { throw DictionaryLayout.bad(number, "no row") }
        let made = try Self.prepare(row.dictionary, row.header)
        prepared.withLock { $0[number] = made }
        return made
    }

    /// The last one there is, nil when there is none.
    func last() throws -> Prepared? {
        var number: UInt32 = 0
        try store.read { transaction in
            try transaction.walk(JournalTables.dictionaries, backwards: true) { key, _ in
                number = key.count == 4 ? key.word32(0) : 0
                return false
            }
        }
        return number == 0 ? nil : try find(number)
    }

    /// Reads every row and checks it.
    func check() throws {
        for number in 1..<((try last()?.header.number ?? 0) + 1) { _ = try find(number) }
    }

    /// Keeps a dictionary as if it had been read; for tests of records that stand in a document.
    func plant(_ made: Prepared) { prepared.withLock { $0[made.header.number] = made } }

    static func prepare(_ bytes: [UInt8], _ header: DictionaryLayout.Header) throws -> Prepared {
        do {
            return Prepared(
                header: header, dictionary: try CompressionDictionary(bytes.span, level: level))
        } catch {
            throw DictionaryLayout.bad(header.number, "bytes of which \(error)")
        }
    }
}
