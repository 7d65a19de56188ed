import Foundation

/// The seeds that a seeded test runs with: those in DAYBOOK_SEED (comma-separated) to replay a failure, else
/// a few fixed ones. A failure shows the seed as the test's argument.
enum Seed {
    static var values: [UInt64] {
        guard let text = ProcessInfo.processInfo.environment["DAYBOOK_SEED"] else { return [1, 2, 3] }
        return text.split(separator: ",").compactMap { UInt64($0) }
    }
}
