import Foundation
import Testing

@Suite("The style of the house")
struct StyleTests {
    /// Words that no source file holds, with what to write instead.
    static let banned: [(word: String, instead: String)] = [
        ("TO" + "DO", "do it, or say in the documentation what is not there"),
        ("FIX" + "ME", "mend it"),
        ("try" + "!", "throw the error on"),
        ("fatal" + "Error(", "throw an error: no input ends the process"),
        ("as" + "! ", "check the type"),
        ("@unchecked " + "Sendable", "let the compiler see why it is safe"),
        ("nonisolated(" + "unsafe)", "use a Mutex"),
        ("Thread." + "sleep", "wait for the thing itself"),
        ("usleep" + "(", "wait for the thing itself"),
    ]

    /// Where a banned word is needed, and why.
    static let exceptions: Set<String> = [
        // The environment's pointer is used by any thread; LMDB's own locks guard it.
        "Sources/LMDB/Raw/Raw.swift @unchecked Sendable"
    ]

    @Test("no source file holds a banned word")
    func bannedWords() throws {
        for file in try Repository.swiftFiles("Sources") {
            for (number, line) in file.lines.enumerated() {
                for rule in Self.banned where line.contains(rule.word) {
                    #expect(
                        Self.exceptions.contains("\(file.path) \(rule.word)"),
                        "\(file.path):\(number + 1) holds \(rule.word): \(rule.instead)")
                }
            }
        }
    }

    @Test("unsafe code stands in one room")
    func unsafeInOneRoom() throws {
        let word = /\bunsafe\b|Unsafe[A-Z]\w*Pointer|OpaquePointer|withUnsafe/
        for file in try Repository.swiftFiles("Sources") where file.target != "LMDB" {
            for (number, line) in file.lines.enumerated() {
                let code =
                    line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
                #expect(code.firstMatch(of: word) == nil, "\(file.path):\(number + 1): \(line)")
            }
        }
    }

    @Test("files hold one thought: at most 400 lines of at most 110 columns")
    func sizes() throws {
        for file in try Repository.swiftFiles("Sources") + Repository.swiftFiles("Tests") {
            #expect(file.lines.count <= 401, "\(file.path) has \(file.lines.count - 1) lines")
            for (number, line) in file.lines.enumerated() where line.count > 110 {
                // A string or a path that cannot be broken may stand out.
                let unbroken = line.split(separator: " ").map(\.count).max() ?? 0
                #expect(
                    line.contains("\"") || unbroken > 80,
                    "\(file.path):\(number + 1) has \(line.count) columns")
            }
        }
    }

    @Test("between the targets stands package, never public")
    func packageNotPublic() throws {
        for file in try Repository.swiftFiles("Sources") {
            for (number, line) in file.lines.enumerated() where line.firstMatch(of: /^\s*public\s/) != nil {
                Issue.record("\(file.path):\(number + 1): \(line)")
            }
        }
    }

    @Test("the top level holds what the layout names and nothing else")
    func topLevel() throws {
        let allowed: Set<String> = ["Package.swift", "Sources", "Tests", "schemas", "scripts", "README.md"]
        let names = try FileManager.default.contentsOfDirectory(atPath: Repository.root.path)
        for name in names where !name.hasPrefix(".") && name != "Package.resolved" {
            #expect(allowed.contains(name), "\(name) at the top level")
        }
    }

    @Test("every target of Sources is tested, or is a shim that its room tests")
    func everyRoomIsTested() throws {
        let rooms = Set(Floors.floors.dropFirst().joined())
        let tested = Set(
            try FileManager.default.contentsOfDirectory(
                atPath: Repository.root.appendingPathComponent("Tests").path))
        for room in rooms.subtracting(["daybookd", "daybook", "daybook-bench"]) {
            #expect(tested.contains("\(room)Tests"), "Tests/\(room)Tests is missing")
        }
        #expect(tested.contains("EndToEndTests"))
    }
}
