import Foundation
import LMDB
import TestSupport
import Testing

private let letters = Table(0, "letters", revision: 1)
private let numbers = Table(1, "numbers", revision: 1)

@Suite("The LMDB environment")
struct EnvironmentTests {
    private func open(_ folder: TemporaryFolder, create: Bool = true, mapBytes: Int = 16 << 20) throws
        -> Environment
    {
        try Environment(
            directory: folder.path, tables: [letters, numbers], create: create,
            options: .init(mapBytes: mapBytes))
    }

    @Test("what is committed is read back, in key order, from either end and by prefix")
    func roundTrip() throws {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        try environment.write { transaction in
            for key in ["b", "a", "ba", "c", "bb"] {
                try transaction.put(letters, Array(key.utf8), Array("value of \(key)".utf8))
            }
            try transaction.put(letters, Array("empty".utf8), [])
        }
        try environment.read { transaction in
            #expect(try transaction.get(letters, Array("ba".utf8)) == Array("value of ba".utf8))
            #expect(try transaction.get(letters, Array("empty".utf8)) == [])
            #expect(try transaction.get(letters, Array("nothing".utf8)) == nil)
            #expect(try transaction.count(letters) == 6)
            var seen: [String] = []
            try transaction.walk(letters) { key, _ in
                seen.append(String(decoding: [UInt8](copying: key), as: UTF8.self))
                return true
            }
            #expect(seen == ["a", "b", "ba", "bb", "c", "empty"])
            seen = []
            try transaction.walk(letters, from: Array("bab".utf8), backwards: true) { key, _ in
                seen.append(String(decoding: [UInt8](copying: key), as: UTF8.self))
                return true
            }
            #expect(seen == ["ba", "b", "a"])
            seen = []
            try transaction.walk(letters, prefix: Array("b".utf8)) { key, _ in
                seen.append(String(decoding: [UInt8](copying: key), as: UTF8.self))
                return true
            }
            #expect(seen == ["b", "ba", "bb"])
        }
    }

    @Test("a snapshot sees one commit whatever is written meanwhile")
    func snapshots() throws {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        try environment.write { try $0.put(numbers, [1], [1]) }
        let before = try environment.snapshot()
        try environment.write { try $0.put(numbers, [1], [2]) }
        #expect(try before.get(numbers, [1]) == [1])
        #expect(try environment.read { try $0.get(numbers, [1]) } == [2])
    }

    @Test("a body that throws writes nothing")
    func abort() throws {
        struct Stop: Error {}
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        #expect(throws: Stop.self) {
            try environment.write { transaction in
                try transaction.put(numbers, [1], [1])
                throw Stop()
            }
        }
        #expect(try environment.read { try $0.count(numbers) } == 0)
    }

    @Test("append takes only greater keys, insert only new ones")
    func history() throws {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        try environment.write { try $0.append(numbers, [5], [1]) }
        for key: UInt8 in [5, 4] {
            let error = #expect(throws: StoreError.self) {
                try environment.write { try $0.append(numbers, [key], [2]) }
            }
            #expect(error?.kind == .keyExists)
        }
        #expect(throws: StoreError.self) { try environment.write { try $0.insert(numbers, [5], [2]) } }
        #expect(try environment.read { try $0.get(numbers, [5]) } == [1])
    }

    @Test("a full map is an error, and the environment goes on when it is opened larger")
    func mapFull() throws {
        let folder = try TemporaryFolder()
        let value = [UInt8](repeating: 7, count: 4000)
        var written = 0
        do {
            let environment = try open(folder, mapBytes: 1 << 20)
            let error = #expect(throws: StoreError.self) {
                for number in 0..<1000 {
                    try environment.write {
                        try $0.put(numbers, [UInt8(number >> 8), UInt8(number & 255)], value)
                    }
                    written = number + 1
                }
            }
            #expect(error?.kind == .mapFull)
            #expect(try environment.read { try $0.count(numbers) } == written)
        }
        let larger = try open(folder, create: false, mapBytes: 8 << 20)
        try larger.write { try $0.put(numbers, [255, 255], value) }
        #expect(try larger.read { try $0.count(numbers) } == written + 1)
    }

    @Test("a key over 511 bytes is an error")
    func keyTooLong() throws {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        let error = #expect(throws: StoreError.self) {
            try environment.write { try $0.put(numbers, [UInt8](repeating: 1, count: 512), [1]) }
        }
        #expect(error?.kind == .keyTooLong)
    }

    @Test("the same file is not opened twice in a process, by whatever path")
    func openedOnce() throws {
        let folder = try TemporaryFolder()
        let other = try TemporaryFolder()
        let environment = try open(folder)
        let again = #expect(throws: StoreError.self) { _ = try open(folder, create: false) }
        #expect(again?.kind == .alreadyOpen)
        try FileManager.default.createSymbolicLink(
            atPath: other.file("link"), withDestinationPath: folder.path)
        let linked = #expect(throws: StoreError.self) {
            _ = try Environment(directory: other.file("link"), tables: [letters, numbers], create: false)
        }
        #expect(linked?.kind == .alreadyOpen)
        try environment.write { try $0.put(numbers, [1], [1]) }
    }

    @Test("a table of another layout, a foreign LMDB file and a missing file are refused")
    func layouts() throws {
        let folder = try TemporaryFolder()
        do { _ = try open(folder) }
        let newer = #expect(throws: StoreError.self) {
            _ = try Environment(
                directory: folder.path, tables: [letters, Table(1, "numbers", revision: 2)], create: false)
        }
        #expect(newer?.kind == .otherLayout)
        let empty = try TemporaryFolder()
        let missing = #expect(throws: StoreError.self) { _ = try open(empty, create: false) }
        #expect(missing?.kind == .corrupted)
    }

    @Test("a file cut at any page boundary, an empty and a foreign file are errors, never signals")
    func shapes() throws {
        let folder = try TemporaryFolder()
        do {
            let environment = try open(folder)
            for round in 0..<20 {
                try environment.write { transaction in
                    for number in 0..<50 {
                        try transaction.put(
                            numbers, [UInt8(round), UInt8(number)], [UInt8](repeating: 3, count: 900))
                    }
                }
            }
        }
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder.file("data.mdb")))
        func attempt(_ data: Data) throws -> StoreError? {
            let place = try TemporaryFolder()
            try data.write(to: URL(fileURLWithPath: place.file("data.mdb")))
            do {
                let environment = try open(place, create: false)
                var rows = 0
                try environment.read {
                    try $0.walk(numbers) { _, _ in
                        rows += 1; return true
                    }
                }
                #expect(rows == 1000)
                return nil
            } catch let error as StoreError { return error }
        }
        #expect(try attempt(whole) == nil)
        var refused = 0
        for size in stride(from: 0, to: whole.count, by: 4096) {
            if let error = try attempt(whole.prefix(size)) {
                #expect(error.kind == .corrupted, "\(size): \(error)")
                refused += 1
            }
        }
        // Pages after the last one in use may go; every other cut is found.
        #expect(refused > whole.count / 4096 - 40 && refused > 100)
        #expect(try attempt(Data("not a store".utf8))?.kind == .corrupted)
        #expect(try attempt(Data(repeating: 0, count: 65536))?.kind == .corrupted)
    }

    @Test("files are readable by the owner alone, and the descriptor is not inherited")
    func modes() throws {
        let folder = try TemporaryFolder()
        _ = try open(folder)
        for name in ["data.mdb", "lock.mdb"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.file(name))
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(name)")
        }
    }
}
