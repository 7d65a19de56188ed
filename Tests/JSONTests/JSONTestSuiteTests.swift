import Foundation
import JSON
import Testing

/// nst/JSONTestSuite, read from the folder that DAYBOOK_SHARED_DATA names (its
/// `json-test-suite/test_parsing`).
@Suite("The strict JSON reader on JSONTestSuite")
struct JSONTestSuiteTests {
    static let folder = ProcessInfo.processInfo.environment["DAYBOOK_SHARED_DATA"].map {
        URL(fileURLWithPath: $0).appendingPathComponent("json-test-suite/test_parsing")
    }

    private func files(_ prefix: String) throws -> [(name: String, bytes: [UInt8])] {
        let folder = try #require(Self.folder)
        return try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasPrefix(prefix) && $0.hasSuffix(".json") }.sorted()
            .map { ($0, [UInt8](try Data(contentsOf: folder.appendingPathComponent($0)))) }
    }

    private func accepts(_ bytes: [UInt8]) -> Bool { (try? JSONDocument(bytes, depthMax: 1024)) != nil }

    @Test("says where the suite is expected when it is not there")
    func presence() {
        if Self.folder == nil {
            print(
                "JSONTestSuite was not run: set DAYBOOK_SHARED_DATA to a folder with json-test-suite/test_parsing"
            )
        } else {
            #expect(FileManager.default.fileExists(atPath: Self.folder!.path))
        }
    }

    @Test("all 95 y_ files are accepted", .enabled(if: folder != nil))
    func acceptsAll() throws {
        let files = try files("y_")
        #expect(files.count == 95)
        for file in files { #expect(accepts(file.bytes), "\(file.name)") }
    }

    @Test("all 188 n_ files are refused", .enabled(if: folder != nil))
    func refusesAll() throws {
        let files = try files("n_")
        #expect(files.count == 188)
        for file in files { #expect(!accepts(file.bytes), "\(file.name)") }
    }

    /// The i_ files that are accepted; every other is refused.
    static let pinned: Set<String> = [
        "i_number_double_huge_neg_exp.json", "i_number_real_underflow.json",
        "i_structure_500_nested_arrays.json",
    ]

    @Test(
        "the i_ files stand as pinned: numbers over a double and broken Unicode are refused",
        .enabled(if: folder != nil))
    func standsAsPinned() throws {
        let files = try files("i_")
        #expect(files.count == 35)
        for file in files { #expect(accepts(file.bytes) == Self.pinned.contains(file.name), "\(file.name)") }
    }
}
