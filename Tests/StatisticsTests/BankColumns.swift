import Foundation
import Statistics

/// The numeric features of seven months of the bank-marketing stream.
enum BankColumns {
    private struct Column: Decodable {
        let values: [Double]
        let counts: [Int]
    }

    static let months = [
        "live-v1-2008-11", "live-v1-2009-03", "live-v1-2009-05", "live-v2-2009-08", "live-v2-2010-03",
        "live-v2-2010-07", "live-v3-2010-10",
    ]
    static let features = [
        "age", "campaign", "pdays", "previous", "duration", "emp.var.rate", "cons.price.idx",
        "cons.conf.idx", "euribor3m", "nr.employed",
    ]

    private static let columns = Result { () throws -> [String: [String: Column]] in
        let file = OracleData.tests.appending(path: "Fixtures/bank-marketing/columns.json")
        return try JSONDecoder().decode([String: [String: Column]].self, from: Data(contentsOf: file))
    }

    /// All values of a feature in a month, ascending.
    static func sorted(_ month: String, _ feature: String) throws -> [Double] {
        guard let column = try columns.get()[month]?[feature],
            let counted = CountedValues(values: column.values, counts: column.counts)
        else { throw CocoaError(.fileReadCorruptFile) }
        return counted.expanded
    }
}
