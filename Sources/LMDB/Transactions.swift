/// A snapshot: everything read through it is of one commit. Ends with its owner's scope; keep that scope
/// short and synchronous, since no page that the snapshot sees is reused while it lives.
package struct ReadTransaction: ~Copyable {
    private let raw: RawTransaction
    private let handles: [UInt32]
    /// Keeps the environment open as long as the snapshot lives.
    private let environment: Environment

    init(raw: RawTransaction, handles: [UInt32], environment: Environment) {
        self.raw = raw
        self.handles = handles
        self.environment = environment
    }

    deinit { raw.abort() }

    /// The value of a key, nil when there is none. Cost: one descent of the tree and a copy.
    package func get(_ table: Table, _ key: [UInt8]) throws -> [UInt8]? {
        try raw.get(handles[table.slot], key.span) { Array(copying: $0) }
    }

    /// Hands the value to `body` without copying it.
    package func get<Result>(
        _ table: Table, _ key: [UInt8], _ body: (Span<UInt8>) throws -> Result
    ) throws -> Result? {
        try raw.get(handles[table.slot], key.span, body)
    }

    /// The same for a key that its owner keeps without an array.
    package func get<Result>(
        _ table: Table, _ key: Span<UInt8>, _ body: (Span<UInt8>) throws -> Result
    ) throws -> Result? {
        try raw.get(handles[table.slot], key, body)
    }

    /// Walks rows in key order from the first key not below `start` until `body` returns false; with
    /// `backwards` in falling order from the last key not above it. An empty `start` means the table's end on
    /// that side.
    package func walk(
        _ table: Table, from start: [UInt8] = [], backwards: Bool = false,
        _ body: (Span<UInt8>, Span<UInt8>) throws -> Bool
    ) throws {
        try raw.walk(handles[table.slot], from: start.span, backwards: backwards, body)
    }

    /// Walks the rows whose keys begin with `prefix`, in key order.
    package func walk(
        _ table: Table, prefix: [UInt8], _ body: (Span<UInt8>, Span<UInt8>) throws -> Bool
    ) throws {
        try raw.walk(handles[table.slot], from: prefix.span, backwards: false) { key, value in
            guard key.starts(with: prefix) else { return false }
            return try body(key, value)
        }
    }

    /// How many rows a table has. Constant cost.
    package func count(_ table: Table) throws -> Int { try raw.count(handles[table.slot]) }
}

/// The one write transaction of an environment. Exists only inside `Environment.write`.
package struct WriteTransaction: ~Copyable {
    private let raw: RawTransaction
    private let handles: [UInt32]
    private var open = true

    init(raw: RawTransaction, handles: [UInt32]) {
        self.raw = raw
        self.handles = handles
    }

    deinit { if open { raw.abort() } }

    mutating func commit() throws(StoreError) {
        open = false
        try raw.commit()
    }

    /// The value of a key as this transaction sees it.
    package func get(_ table: Table, _ key: [UInt8]) throws -> [UInt8]? {
        try raw.get(handles[table.slot], key.span) { Array(copying: $0) }
    }

    /// Walks the rows whose keys begin with `prefix`, in key order; the table must not be written meanwhile.
    package func walk(
        _ table: Table, prefix: [UInt8], _ body: (Span<UInt8>, Span<UInt8>) throws -> Bool
    ) throws {
        try raw.walk(handles[table.slot], from: prefix.span, backwards: false) { key, value in
            guard key.starts(with: prefix) else { return false }
            return try body(key, value)
        }
    }

    /// Puts a row, in place of one with the same key.
    package mutating func put(_ table: Table, _ key: [UInt8], _ value: [UInt8]) throws(StoreError) {
        try raw.put(handles[table.slot], key.span, value.span, append: false, overwrite: true)
    }

    /// The same for a key and a value that their owner keeps in larger buffers.
    package mutating func put(
        _ table: Table, _ key: Span<UInt8>, _ value: Span<UInt8>
    ) throws(StoreError) {
        try raw.put(handles[table.slot], key, value, append: false, overwrite: true)
    }

    /// Removes a row; whether it was there.
    ///
    /// Its pages join the free list when the transaction commits: remove what is large in many small
    /// transactions, since each later commit reads and rewrites one transaction's piece of that list.
    @discardableResult
    package mutating func delete(_ table: Table, _ key: Span<UInt8>) throws(StoreError) -> Bool {
        try raw.delete(handles[table.slot], key)
    }

    /// Puts a row whose key must be new.
    package mutating func insert(_ table: Table, _ key: [UInt8], _ value: [UInt8]) throws(StoreError) {
        try raw.put(handles[table.slot], key.span, value.span, append: false, overwrite: false)
    }

    /// Puts a row whose key must be greater than every key of the table; cheaper than `insert`.
    package mutating func append(_ table: Table, _ key: [UInt8], _ value: [UInt8]) throws(StoreError) {
        try raw.put(handles[table.slot], key.span, value.span, append: true, overwrite: false)
    }

    /// The same with bytes that stand in larger buffers.
    package mutating func append(
        _ table: Table, key: Span<UInt8>, value: Span<UInt8>
    ) throws(StoreError) {
        try raw.put(handles[table.slot], key, value, append: true, overwrite: false)
    }

    /// How many rows a table has, as this transaction sees it.
    package func count(_ table: Table) throws -> Int { try raw.count(handles[table.slot]) }
}
