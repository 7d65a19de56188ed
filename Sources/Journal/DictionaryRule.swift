import Model

/// When a ledger learns a dictionary from its own records: a state machine over numbers.
///
/// The first is learned once there are 4,096 records, or 512 and 2 MiB of bodies; when that came to
/// nothing, again when there are four times as many. A next one is tried when a window of records came to
/// more than 1.25 times what the dictionary in use came to when it was made; when that gave nothing better,
/// after a window twice as long.
struct DictionaryRule: Hashable, Sendable {
    static let firstRecords: Position = 4_096
    static let fewestRecords: Position = 512
    static let firstBytes = 2 << 20
    /// Records and bytes of bodies that one is learned from, the most recent but for the first dictionary.
    static let sampleRecords = 4_096
    static let sampleBytes = 2 << 20
    /// A larger body is no pattern for the others.
    static let sampleBodyBytes = 8_192
    /// Bytes of a dictionary; see the decision record on Zstandard.
    static let dictionaryBytes = 16_384
    static let windowRecords = 65_536
    /// Dictionaries of one ledger: each stays prepared, about 0.1 MB.
    static let dictionariesMax: UInt32 = 64

    /// A commit: its records, the bytes of their bodies, and what these came to.
    struct Written: Hashable, Sendable {
        var records = 0
        var bytes = 0
        var stored = 0

        /// Adds a record's body, and the bytes that it is stored in.
        mutating func add(body: Int, stored: Int) {
            records += 1
            bytes += body
            self.stored += stored
        }

        mutating func add(_ other: Written) {
            records += other.records
            bytes += other.bytes
            stored += other.stored
        }
    }

    private var isLearning = false
    private var notBefore: Position = 0
    private var bytes = 0
    private var window = Written()
    private var windowRecords = Self.windowRecords

    /// For a ledger that is opened.
    init() {}

    /// Notes a commit that the ledger now ends with; whether a dictionary is to be learned now. Then
    /// `learned` has to be called before it is asked for again.
    mutating func committed(
        _ written: Written, head: Position, number: UInt32, perMille: UInt64
    ) -> Bool {
        bytes += written.bytes
        guard !isLearning, number < Self.dictionariesMax else { return false }
        if number == 0 {
            let isEnough =
                head >= Self.firstRecords || head >= Self.fewestRecords && bytes >= Self.firstBytes
            isLearning = isEnough && head >= notBefore
            return isLearning
        }
        window.add(written)
        guard window.records >= windowRecords else { return false }
        isLearning = UInt64(window.stored) * 1000 > UInt64(window.bytes) * perMille / 4 * 5
        window = Written()
        return isLearning
    }

    /// What was learned is taken into use, or gave nothing.
    mutating func learned(_ isUseful: Bool, head: Position) {
        isLearning = false
        notBefore = isUseful ? 0 : head * 4
        window = Written()
        windowRecords = isUseful ? Self.windowRecords : min(windowRecords * 2, 1 << 40)
    }
}
