import Digest
import Foundation
import LMDB
import Model
import Testing

@testable import Journal

@Suite("The chain shows every change")
struct ChainVerifierTests {
    private struct Row {
        var key: [UInt8]
        var value: [UInt8]
    }

    private func rows(_ journal: Journal) throws -> [Row] {
        var rows: [Row] = []
        try journal.store.read { transaction in
            try transaction.walk(JournalTables.records) { key, value in
                rows.append(Row(key: Array(copying: key), value: Array(copying: value)))
                return true
            }
        }
        return rows
    }

    private func verify(_ rows: [Row], after genesis: SHA256Digest, to last: Position) -> ChainFault? {
        var verifier = ChainVerifier(after: genesis)
        for row in rows {
            if let fault = verifier.check(key: row.key.span, value: row.value.span) { return fault }
        }
        return verifier.end(before: last)
    }

    @Test("One flipped bit in any byte of any of 20 records is found at its position")
    func everyByte() throws {
        let ledger = try TemporaryLedger()
        try ledger.fill(20)
        let journal = try Journal(opening: ledger.directory)
        let rows = try rows(journal)
        #expect(verify(rows, after: journal.genesis, to: 20) == nil)
        var flips = 0
        for (number, row) in rows.enumerated() {
            for offset in 0..<row.key.count + row.value.count {
                var flipped = rows
                let bit = UInt8(1) << UInt8(offset % 8)
                if offset < row.key.count {
                    flipped[number].key[offset] ^= bit
                } else {
                    flipped[number].value[offset - row.key.count] ^= bit
                }
                let fault = verify(flipped, after: journal.genesis, to: 20)
                #expect(fault?.position == Position(number) + 1, "byte \(offset) of record \(number + 1)")
                flips += 1
            }
        }
        #expect(flips > 20 * 100)
    }

    @Test("A record left out, doubled, exchanged with its neighbour, or missing at the end is found")
    func order() throws {
        let ledger = try TemporaryLedger()
        try ledger.fill(6)
        let journal = try Journal(opening: ledger.directory)
        let rows = try rows(journal)
        for number in 0..<6 {
            var changed = rows
            changed.remove(at: number)
            let fault = verify(changed, after: journal.genesis, to: 6)
            #expect(fault?.position == Position(number) + 1)
            #expect(fault?.reason == .missing)
            changed = rows
            changed.insert(rows[number], at: number)
            #expect(verify(changed, after: journal.genesis, to: 6)?.position == Position(number) + 2)
        }
        for number in 0..<5 {
            var changed = rows
            changed[number].value = rows[number + 1].value
            changed[number + 1].value = rows[number].value
            let fault = verify(changed, after: journal.genesis, to: 6)
            #expect(fault?.position == Position(number) + 1)
            #expect(fault?.reason == .digest)
        }
    }

    @Test("Another ledger's records do not fit, though each is sound")
    func otherLedger() throws {
        let ledger = try TemporaryLedger()
        let other = try TemporaryLedger()
        try ledger.fill(2)
        try other.fill(2)
        let journal = try Journal(opening: ledger.directory)
        let stranger = try Journal(opening: other.directory)
        #expect(verify(try rows(stranger), after: journal.genesis, to: 2)?.position == 1)
    }

    @Test("A flipped bit in the file, in the key or the record of any of 20 rows, is found by verify")
    func inTheFile() throws {
        let ledger = try TemporaryLedger()
        try ledger.fill(20)
        let rows = try rows(try Journal(opening: ledger.directory))
        let whole = try ledger.data()
        var flips = 0
        for (number, row) in rows.enumerated() {
            let bytes = row.key + row.value
            let copies = Self.places(of: bytes, in: whole)
            try #require(!copies.isEmpty)
            for offset in stride(from: number % 5, to: bytes.count, by: 5) {
                // Older pages may still hold the row: all copies are changed, the live one among them.
                var flipped = whole
                for place in copies { flipped[place + offset] ^= UInt8(1) << UInt8((number + offset) % 8) }
                try ledger.replaceData(flipped)
                flips += 1
                guard let journal = try? Journal(opening: ledger.directory) else { continue }
                let verification = try journal.verify(pageRecords: 7)
                let fault = try #require(verification.fault, "byte \(offset) of record \(number + 1)")
                #expect(fault.position <= Position(number) + 1)
            }
        }
        #expect(flips > 20 * 20)
        try ledger.replaceData(whole)
        #expect(try Journal(opening: ledger.directory).verify().fault == nil)
    }

    private static func places(of bytes: [UInt8], in whole: [UInt8]) -> [Int] {
        let data = Data(whole)
        var places: [Int] = []
        var start = 0
        while let range = data.range(of: Data(bytes), in: start..<data.count) {
            places.append(range.lowerBound)
            start = range.upperBound
        }
        return places
    }

    @Test("Verify tells how far it is, and what the head is", arguments: [1, 3, 20, 1000])
    func progress(page: Int) throws {
        let ledger = try TemporaryLedger()
        let head = try ledger.fill(20)
        let journal = try Journal(opening: ledger.directory, readOnly: true)
        var told: [Position] = []
        let verification = try journal.verify(pageRecords: page) { done, of in
            #expect(of == 20)
            told.append(done)
        }
        #expect(verification == Verification(count: 20, digest: head.digest, fault: nil))
        #expect(told.last == 20)
        #expect(told == told.sorted())
        #expect(told.count == (20 + page - 1) / page)
    }
}
