import Testing

/// The floors of the house: a target imports only from floors below its own.
enum Floors {
    static let floors: [[String]] = [
        ["CLMDB", "CSimdJSON", "CCrypto", "CPlatform", "CZstandard", "CColumns"],
        ["Statistics", "JSON", "Digest", "Platform", "Compression"],
        ["Model", "Documents", "LMDB"],
        ["Journal", "Wire"],
        ["Projections", "Client"],
        ["Queries"],
        ["Daemon"],
        ["daybookd", "daybook", "daybook-bench"],
    ]

    /// What no room above may reach although its floor would allow it, with the reason.
    static let walls: [(room: String, mustNotSee: [String], reason: String)] = [
        ("Statistics", ["JSON", "Model", "Foundation"], "pure functions over numbers"),
        ("Journal", ["Projections", "Documents", "Statistics"], "it is handed a closure"),
        ("Client", ["LMDB", "Journal", "Projections", "Documents"], "a client talks to sockets"),
        ("daybook", ["LMDB", "Journal", "Projections", "Queries", "Daemon"], "the CLI talks to sockets"),
        ("Documents", ["Model", "LMDB", "Wire"], "an answer knows nothing of decisions"),
        ("Wire", ["LMDB", "Journal", "Digest"], "lines and routes hold no state"),
    ]

    /// Libraries from outside, and the rooms that may use them.
    static let outside: [String: Set<String>] = [
        "NIOCore": ["Client", "Daemon"], "NIOPosix": ["Client", "Daemon"], "NIOHTTP1": ["Client", "Daemon"],
        "NIOConcurrencyHelpers": ["Client", "Daemon"],
        "Logging": ["Daemon", "daybookd"], "ArgumentParser": ["daybookd", "daybook", "daybook-bench"],
        "Foundation": [
            "Platform", "LMDB", "Journal", "Projections", "Wire", "Client", "Queries", "Daemon", "daybookd",
            "daybook",
            "daybook-bench",
        ],
        "Synchronization": [
            "LMDB", "Journal", "Projections", "Client", "Queries", "Daemon", "daybookd", "daybook",
            "daybook-bench",
        ],
        "Dispatch": ["Journal", "Client", "Daemon", "daybookd", "daybook", "daybook-bench"],
        "Glibc": ["Statistics"],
    ]

    static func floor(of room: String) -> Int? { floors.firstIndex { $0.contains(room) } }
}

/// The modules that a file imports, with the line of each.
func imports(of file: Repository.File) -> [(line: Int, module: String)] {
    file.lines.enumerated().compactMap { number, line in
        var words = line.split(separator: " ").map(String.init)
        while let first = words.first,
            ["package", "public", "internal", "private", "@testable", "@preconcurrency"].contains(first)
        {
            words.removeFirst()
        }
        guard words.first == "import", words.count >= 2 else { return nil }
        let module = words[1] == "struct" || words[1] == "func" ? words.last ?? "" : words[1]
        return (number + 1, module.split(separator: ".").first.map(String.init) ?? module)
    }
}

@Suite("The floors of the house")
struct FloorTests {
    @Test("every folder of Sources stands on a floor")
    func everyRoomHasAFloor() throws {
        for file in try Repository.swiftFiles("Sources") {
            #expect(Floors.floor(of: file.target) != nil, "\(file.path): \(file.target) has no floor")
        }
    }

    @Test("a target imports only from floors below its own, and from outside only what it may")
    func importsGoDown() throws {
        for file in try Repository.swiftFiles("Sources") {
            guard let own = Floors.floor(of: file.target) else { continue }
            for (line, module) in imports(of: file) {
                if let floor = Floors.floor(of: module) {
                    #expect(
                        floor < own,
                        "\(file.path):\(line) imports \(module) from floor \(floor), it is on \(own)")
                } else {
                    let allowed = Floors.outside[module]
                    #expect(allowed?.contains(file.target) == true, "\(file.path):\(line) imports \(module)")
                }
            }
        }
    }

    @Test("walls between rooms hold, each for its reason")
    func wallsHold() throws {
        let files = try Repository.swiftFiles("Sources")
        for wall in Floors.walls {
            for file in files where file.target == wall.room {
                for (line, module) in imports(of: file) {
                    #expect(
                        !wall.mustNotSee.contains(module),
                        "\(file.path):\(line) imports \(module); \(wall.room): \(wall.reason)")
                }
            }
        }
    }

    @Test("one file names the C library of the store")
    func oneDoorToLMDB() throws {
        let doors = try Repository.swiftFiles("Sources").filter {
            imports(of: $0).contains { $0.module == "CLMDB" }
        }
        #expect(doors.map(\.path) == ["Sources/LMDB/Raw/Raw.swift"])
    }

    @Test("a planted upward import is caught")
    func plantedImportIsCaught() {
        let file = Repository.File(
            path: "Sources/Journal/Planted.swift", text: "package import Projections\n")
        let found = imports(of: file)
        #expect(found.map(\.module) == ["Projections"])
        #expect((Floors.floor(of: "Projections") ?? 0) > (Floors.floor(of: file.target) ?? 9))
    }
}
