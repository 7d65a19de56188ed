import Foundation

/// Whether a file can be mapped at all, told from its first two pages before LMDB sees it.
///
/// LMDB opens an empty file as a new database and a truncated one without a word; the first touch of a
/// missing page is then a signal that ends the process. Layout of the meta pages: `mdb.c` of LMDB 0.9 (page
/// header of 16 bytes, then magic, version, address, map size, two tables of 48 bytes, last page, transaction
/// id).
package enum FileShape {
    private static let magic: UInt32 = 0xBEEF_C0DE
    private static let headerBytes = 16

    /// - Throws: `StoreError` of kind `corrupted` that says what is wrong.
    package static func check(_ file: String) throws {
        guard let handle = FileHandle(forReadingAtPath: file) else {
            throw StoreError(.permission, "\(file) cannot be opened for reading")
        }
        defer { try? handle.close() }
        let size = try handle.seekToEnd()
        guard size > 0 else { throw StoreError(.corrupted, "\(file) is empty: the ledger's content is gone") }
        try handle.seek(toOffset: 0)
        let first = [UInt8](try handle.read(upToCount: 4096) ?? Data())
        guard first.count >= 152, word32(first, headerBytes) == magic else {
            throw StoreError(.corrupted, "\(file) is not an LMDB file")
        }
        guard word32(first, headerBytes + 4) == 1 else {
            throw StoreError(
                .corrupted, "\(file) has LMDB format \(word32(first, headerBytes + 4)), expected 1")
        }
        // The page size stands in the free table's padding word, for both meta pages alike.
        let page = UInt64(word32(first, headerBytes + 24))
        guard page >= 512, page <= 65536, page & (page - 1) == 0 else {
            throw StoreError(.corrupted, "\(file) names an impossible page size of \(page) bytes")
        }
        var last: UInt64 = 0
        var newest: UInt64 = 0
        for number in 0..<2 {
            try handle.seek(toOffset: UInt64(number) * page)
            let meta = [UInt8](try handle.read(upToCount: 152) ?? Data())
            guard meta.count == 152, word32(meta, headerBytes) == magic else {
                throw StoreError(.corrupted, "\(file) is cut short inside its first two pages")
            }
            let transaction = word64(meta, headerBytes + 128)
            if transaction >= newest {
                newest = transaction
                last = word64(meta, headerBytes + 120)
            }
        }
        let (needed, overflow) = (last &+ 1).multipliedReportingOverflow(by: page)
        guard !overflow, size >= needed else {
            throw StoreError(
                .corrupted,
                "\(file) is truncated: \(size) bytes, its last commit needs \(overflow ? .max : needed)")
        }
    }

    private static func word32(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) }
    }

    private static func word64(_ bytes: [UInt8], _ at: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[at + $1]) << (8 * UInt64($1)) }
    }
}
