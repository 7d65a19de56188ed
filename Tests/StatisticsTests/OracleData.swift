import Foundation

/// The data that other tools were run on, rebuilt from its generator, and what they answered.
///
/// A 64-bit linear congruential generator: x <- x * 6364136223846793005 + 1442695040888963407, and
/// u = (x >> 11) / 2^53. Values are rounded to 6 decimals, as Python's round does.
struct OracleData: Sendable {
    struct Row: Sendable {
        let number: Double
        /// The same with some missing.
        let numberOrMissing: Double?
        let category: String
        let score: Double
        /// Whether the score is 0.5 or more.
        let isCalled: Bool
        let label: Bool
    }

    let rows: [Row]

    static let reference = OracleData(1_000, seed: 1, shift: 0, mix: [0.4, 0.3, 0.2, 0.1], missing: 0.02)
    static let current = OracleData(800, seed: 2, shift: 0.25, mix: [0.3, 0.3, 0.25, 0.15], missing: 0.12)
    static let bigReference = OracleData(
        12_000, seed: 3, shift: 0, mix: [0.4, 0.3, 0.2, 0.1], missing: 0.02)
    static let bigCurrent = OracleData(
        3_000, seed: 4, shift: 0.1, mix: [0.35, 0.3, 0.2, 0.15], missing: 0.12)

    private init(_ count: Int, seed: UInt64, shift: Double, mix: [Double], missing: Double) {
        var state = seed
        func uniform() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / 0x1p53
        }
        rows = (0..<count).map { _ in
            let number = Self.rounded(uniform() + uniform() + uniform() + uniform() - 2 + shift)
            let draw = uniform()
            var sum = 0.0
            var category = "D"
            for (name, share) in zip(["A", "B", "C", "D"], mix) {
                sum += share
                if draw < sum {
                    category = name
                    break
                }
            }
            // Python's ** 2 is a product, too.
            let root = uniform()
            let score = Self.rounded(root * root)
            let label = uniform() < 0.1 + 0.8 * score
            let isMissing = uniform() < missing
            return Row(
                number: number, numberOrMissing: isMissing ? nil : number, category: category, score: score,
                isCalled: score >= 0.5, label: label)
        }
    }

    /// To 6 decimals, correctly: through the decimal text.
    private static func rounded(_ value: Double) -> Double {
        Double(String(format: "%.6f", value)) ?? value
    }

    /// The answers of a tool, by name: `nannyml-0.13.1` or `evidently-0.7.21`.
    static func expected(_ tool: String) throws -> [String: Any] {
        let file = Self.tests.appending(path: "Fixtures/oracle/expected-\(tool).json")
        return try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any] ?? [:]
    }

    /// The `Tests` folder.
    static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
}
