import Foundation

/// The repository as files, found from where this file stands.
struct Repository {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    struct File {
        /// From the repository's root, such as `Sources/JSON/JSONNode.swift`.
        let path: String
        let text: String

        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

        /// The target that the file belongs to.
        var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    }

    /// Every Swift file below a folder of the root, by path.
    static func swiftFiles(_ folder: String) throws -> [File] {
        let base = root.appendingPathComponent(folder)
        let found = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
        return try found.filter { $0.hasSuffix(".swift") }.sorted().map { name in
            File(
                path: "\(folder)/\(name)",
                text: try String(contentsOf: base.appendingPathComponent(name), encoding: .utf8))
        }
    }
}
