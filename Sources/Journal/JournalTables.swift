import LMDB

/// The tables of the journal environment.
enum JournalTables {
    /// Position (8 bytes, big-endian) to record; see `RecordLayout`.
    static let records = Table(0, "records", revision: 1)
    /// `identity` (16 random bytes), `created` (microseconds since 1970, big-endian), `layout` (a byte), and
    /// `ahead` (a byte: the layout of the write-ahead log, which has to be there).
    static let meta = Table(1, "meta", revision: 1)
    /// Number (4 bytes, big-endian) to a dictionary that bodies are compressed with; see `DictionaryLayout`.
    static let dictionaries = Table(2, "dictionaries", revision: 1)

    static let all = [records, meta, dictionaries]
    static let identity = Array("identity".utf8)
    static let created = Array("created".utf8)
    static let layout = Array("layout".utf8)
    static let ahead = Array("ahead".utf8)
}
