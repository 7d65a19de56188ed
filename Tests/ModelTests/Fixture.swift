import Foundation
import Model
import Testing

/// One line of the event fixtures: what it holds, and what its file name promises.
struct Fixture: Sendable, CustomTestStringConvertible {
    /// Folder and file, such as `invalid/decision-no-id--missing_field.json`.
    let path: String
    let bytes: [UInt8]

    /// The `Tests` folder.
    static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    static let events = tests.appending(path: "Fixtures/events")

    /// The fixtures of a folder, by name. An event is the line without its LF.
    static func all(in folder: String) throws -> [Fixture] {
        let names = try FileManager.default.contentsOfDirectory(atPath: events.appending(path: folder).path)
        return try names.sorted().filter { $0.hasSuffix(".json") }.map { try Fixture("\(folder)/\($0)") }
    }

    init(_ path: String) throws {
        self.path = path
        var bytes = try [UInt8](Data(contentsOf: Self.events.appending(path: path)))
        try #require(bytes.last == UInt8(ascii: "\n"), "\(path) does not end its line")
        bytes.removeLast()
        try #require(!bytes.contains(UInt8(ascii: "\n")), "\(path) has more than one line")
        self.bytes = bytes
    }

    var testDescription: String { path }

    /// The event type that the name starts with; nil for faults of the line itself.
    var type: EventType? {
        let name = path.split(separator: "/").last ?? ""
        return EventType(name: String(name.prefix { $0 != "-" && $0 != "." }))
    }

    /// The refusal code that the name ends with.
    var code: Refusal.Code? {
        let parts = path.dropLast(".json".count).components(separatedBy: "--")
        return parts.count == 2 ? Refusal.Code(rawValue: parts[1]) : nil
    }

    /// What the decoder says; nil if it takes the event.
    var refusal: Refusal? {
        do {
            _ = try Event.decode(bytes)
            return nil
        } catch {
            return error
        }
    }
}
