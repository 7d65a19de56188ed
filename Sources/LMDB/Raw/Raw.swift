import CLMDB

// The one file that names the C library. Every return code is looked at here; only "not found" becomes nil.
// Nothing here is seen outside this target but through the types beside this folder.

private func check(_ code: CInt, _ call: StaticString) throws(StoreError) {
    guard code == MDB_SUCCESS else { throw StoreError(code: code, call: "\(call)", text: message(of: code)) }
}

private func message(of code: CInt) -> String {
    guard let text = unsafe mdb_strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
}

extension StoreError.Kind {
    init(code: CInt) {
        switch code {
        case MDB_MAP_FULL: self = .mapFull
        case MDB_READERS_FULL: self = .readersFull
        case MDB_CORRUPTED, MDB_PAGE_NOTFOUND, MDB_INVALID, MDB_VERSION_MISMATCH: self = .corrupted
        case MDB_KEYEXIST: self = .keyExists
        case MDB_BAD_VALSIZE: self = .keyTooLong
        case 28: self = .diskFull
        case 5: self = .inputOutput
        case 12: self = .outOfMemory
        case 13: self = .permission
        default: self = .other
        }
    }
}

/// An open environment. Freed by `close`, which the owner calls once, when nothing uses it any more.
@safe struct RawEnvironment: @unchecked Sendable {
    private let pointer: OpaquePointer

    /// Opens `path/data.mdb`. MDB_NOTLS lets a read transaction be used by any one thread at a time; none of
    /// the flags that trade durability away (NOSYNC, NOMETASYNC, MAPASYNC, WRITEMAP) is ever set.
    init(path: String, mapBytes: Int, tables: Int, readers: Int, readOnly: Bool) throws(StoreError) {
        var made: OpaquePointer?
        try check(unsafe mdb_env_create(&made), "mdb_env_create")
        guard let environment = unsafe made else {
            throw StoreError(.other, "mdb_env_create gave no environment")
        }
        unsafe pointer = unsafe environment
        do throws(StoreError) {
            try check(unsafe mdb_env_set_mapsize(environment, mapBytes), "mdb_env_set_mapsize")
            try check(unsafe mdb_env_set_maxdbs(environment, UInt32(clamping: tables)), "mdb_env_set_maxdbs")
            try check(
                unsafe mdb_env_set_maxreaders(environment, UInt32(clamping: readers)),
                "mdb_env_set_maxreaders")
            let flags = UInt32(MDB_NOTLS) | (readOnly ? UInt32(MDB_RDONLY) : 0)
            try check(unsafe mdb_env_open(environment, path, flags, 0o600), "mdb_env_open")
        } catch {
            unsafe mdb_env_close(environment)
            throw error
        }
    }

    func close() { unsafe mdb_env_close(pointer) }

    /// Flushes everything written so far to the disk, whoever wrote it.
    func sync() throws(StoreError) { try check(unsafe mdb_env_sync(pointer, 1), "mdb_env_sync") }

    var descriptor: Int32 {
        get throws(StoreError) {
            var descriptor: CInt = -1
            try check(unsafe mdb_env_get_fd(pointer, &descriptor), "mdb_env_get_fd")
            return descriptor
        }
    }

    /// Bytes of the map and the number of the last page used, with the bytes of a page.
    func extent() throws(StoreError) -> (mapBytes: Int, lastPage: Int, pageBytes: Int) {
        var info = unsafe MDB_envinfo()
        try check(unsafe mdb_env_info(pointer, &info), "mdb_env_info")
        var stat = MDB_stat()
        try check(unsafe mdb_env_stat(pointer, &stat), "mdb_env_stat")
        return unsafe (info.me_mapsize, info.me_last_pgno, Int(stat.ms_psize))
    }

    /// Frees the reader slots of processes that died; how many there were.
    func clearStaleReaders() throws(StoreError) -> Int {
        var dead: CInt = 0
        try check(unsafe mdb_reader_check(pointer, &dead), "mdb_reader_check")
        return Int(dead)
    }

    func begin(readOnly: Bool) throws(StoreError) -> RawTransaction {
        var made: OpaquePointer?
        try check(
            unsafe mdb_txn_begin(pointer, nil, readOnly ? UInt32(MDB_RDONLY) : 0, &made), "mdb_txn_begin")
        guard let transaction = unsafe made else {
            throw StoreError(.other, "mdb_txn_begin gave no transaction")
        }
        return unsafe RawTransaction(pointer: transaction)
    }
}

/// An open transaction; ends by exactly one of `commit` and `abort`.
@safe struct RawTransaction {
    fileprivate let pointer: OpaquePointer

    fileprivate init(pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    func commit() throws(StoreError) { try check(unsafe mdb_txn_commit(pointer), "mdb_txn_commit") }

    func abort() { unsafe mdb_txn_abort(pointer) }

    /// The handle of a named table, nil when it does not exist and is not to be created.
    func open(table: String, create: Bool) throws(StoreError) -> UInt32? {
        var handle: MDB_dbi = 0
        let code = unsafe mdb_dbi_open(pointer, table, create ? UInt32(MDB_CREATE) : 0, &handle)
        if code == MDB_NOTFOUND { return nil }
        try check(code, "mdb_dbi_open")
        return handle
    }

    func count(_ table: UInt32) throws(StoreError) -> Int {
        var stat = MDB_stat()
        try check(unsafe mdb_stat(pointer, table, &stat), "mdb_stat")
        return stat.ms_entries
    }

    /// Hands the value of a key to `body`; nil when the key is not there. The span is gone when `body`
    /// returns.
    func get<Result>(
        _ table: UInt32, _ key: Span<UInt8>, _ body: (Span<UInt8>) throws -> Result
    ) throws -> Result? {
        var value = unsafe MDB_val()
        let code = unsafe key.withUnsafeBytes { bytes in
            var name = unsafe MDB_val(
                mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
            return unsafe mdb_get(pointer, table, &name, &value)
        }
        if code == MDB_NOTFOUND { return nil }
        try check(code, "mdb_get")
        return unsafe try body(span(of: value))
    }

    /// Puts a value; `append` demands that the key is greater than every other and is then faster.
    func put(
        _ table: UInt32, _ key: Span<UInt8>, _ value: Span<UInt8>, append: Bool, overwrite: Bool
    ) throws(StoreError) {
        let flags = (append ? UInt32(MDB_APPEND) : 0) | (overwrite ? 0 : UInt32(MDB_NOOVERWRITE))
        let code = unsafe key.withUnsafeBytes { keyBytes in
            unsafe value.withUnsafeBytes { valueBytes in
                var name = unsafe MDB_val(
                    mv_size: keyBytes.count, mv_data: UnsafeMutableRawPointer(mutating: keyBytes.baseAddress))
                var data = unsafe MDB_val(
                    mv_size: valueBytes.count,
                    mv_data: UnsafeMutableRawPointer(mutating: valueBytes.baseAddress))
                return unsafe mdb_put(pointer, table, &name, &data, flags)
            }
        }
        try check(code, "mdb_put")
    }

    /// Removes a key; false when it was not there.
    func delete(_ table: UInt32, _ key: Span<UInt8>) throws(StoreError) -> Bool {
        let code = unsafe key.withUnsafeBytes { bytes in
            var name = unsafe MDB_val(
                mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
            return unsafe mdb_del(pointer, table, &name, nil)
        }
        if code == MDB_NOTFOUND { return false }
        try check(code, "mdb_del")
        return true
    }

    /// Walks the table from the first key not below `start` (from its first key when `start` is empty),
    /// forwards or, with `backwards`, from the last key not above it, until `body` returns false.
    func walk(
        _ table: UInt32, from start: Span<UInt8>, backwards: Bool,
        _ body: (Span<UInt8>, Span<UInt8>) throws -> Bool
    ) throws {
        var made: OpaquePointer?
        try check(unsafe mdb_cursor_open(pointer, table, &made), "mdb_cursor_open")
        guard let cursor = unsafe made else { throw StoreError(.other, "mdb_cursor_open gave no cursor") }
        defer { unsafe mdb_cursor_close(cursor) }
        var key = unsafe MDB_val()
        var value = unsafe MDB_val()
        var code: CInt
        if start.isEmpty {
            code = unsafe mdb_cursor_get(cursor, &key, &value, backwards ? MDB_LAST : MDB_FIRST)
        } else {
            code = unsafe start.withUnsafeBytes { bytes in
                unsafe key = unsafe MDB_val(
                    mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
                return unsafe mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE)
            }
            if backwards {
                if code == MDB_NOTFOUND {
                    code = unsafe mdb_cursor_get(cursor, &key, &value, MDB_LAST)
                } else if code == MDB_SUCCESS, unsafe !equal(span(of: key), start) {
                    code = unsafe mdb_cursor_get(cursor, &key, &value, MDB_PREV)
                }
            }
        }
        while code != MDB_NOTFOUND {
            try check(code, "mdb_cursor_get")
            guard try unsafe body(span(of: key), span(of: value)) else { return }
            code = unsafe mdb_cursor_get(cursor, &key, &value, backwards ? MDB_PREV : MDB_NEXT)
        }
    }
}

private func equal(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    for index in 0..<a.count where a[index] != b[index] { return false }
    return true
}

@_lifetime(borrow value)
private func span(of value: borrowing MDB_val) -> Span<UInt8> {
    let buffer = unsafe UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
    let bytes = unsafe buffer.bindMemory(to: UInt8.self)
    return unsafe _overrideLifetime(Span(_unsafeElements: bytes), borrowing: value)
}
