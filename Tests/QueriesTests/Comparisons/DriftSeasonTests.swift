import JSON
import TestSupport
import Testing

@testable import Queries

@Suite("Seasons and noise bands of drift")
struct DriftSeasonTests {
    /// Four weeks for each side, with more decisions on Mondays on the current side, and values that depend
    /// on the day of the week.
    private func mix(shift: Int = 0) -> [String] {
        ["v1", "v2"].flatMap { version in
            (0..<28).flatMap { day -> [String] in
                let count = version == "v2" && day % 7 == 0 ? 60 : 12
                return (0..<count).map { index in
                    let id = day * 100 + index
                    let isMonday = day % 7 == 0
                    let noise = DriftLines.noise(id + (version == "v1" ? 0 : 50_000), 100)
                    let value = noise + (isMonday ? 80 : 0) + (version == "v2" ? shift : 0)
                    return DriftLines.decision(
                        version, id, day: day,
                        features: "\"n\":\(value),\"c\":\"\(isMonday ? "open" : "shut")\""
                            + (isMonday ? "" : ",\"gap\":1"))
                }
            }
        }
    }

    @Test("another mix of weekdays is no drift, of numbers, categories and missing values alike")
    func mixOnly() throws {
        let lines = mix()
        let answer = try TemporaryLedger.drift(lines)
        #expect(answer["parameters"]?["seasonal_used"]?.string == "weekday")
        #expect(answer.codes == ["no-drift"])
        #expect(answer.feature("c")?["effect"]?.double == 0)
        #expect(answer.row("seasonal", ["feature": "n"])?["strata"]?.integer == 7)
        #expect(answer.row("seasonal", ["feature": "n"])?["effect_plain"]?.double ?? 0 > 0.2)
        let plain = try TemporaryLedger.drift(lines, [("seasonal", "none")])
        #expect(plain.rows("features").map { $0["verdict"]?.string } == ["drift", "no drift", "drift"])
        #expect(plain.codes.contains("missing-rate"))
    }

    @Test("what drifts beside another mix is found all the same")
    func shifted() throws {
        let answer = try TemporaryLedger.drift(mix(shift: 30))
        #expect(answer.feature("n")?["verdict"]?.string == "drift")
        #expect(answer.feature("c")?["verdict"]?.string == "no drift")
        // A shift of 30 in numbers that spread over 100.
        let effect = try #require(answer.feature("n")?["effect"]?.double)
        #expect(effect > 0.2 && effect < 0.45)
    }

    @Test("short sides are compared as they are, and the answer says why")
    func short() throws {
        let answer = try TemporaryLedger.drift(DriftLines.sides(100) { _, index in "\"n\":\(index % 9)" })
        #expect(answer["parameters"]?["seasonal_used"]?.string == "none")
        #expect(
            answer["parameters"]?["seasonal_reason"]?.string
                == "a side spans less than 14 days, so that weekdays cannot be told from drift")
    }

    /// Weeks of 70 decisions from 2009-06-01, a Monday; `level` says what a week's numbers are about.
    private func weeks(_ version: String, _ range: Range<Int>, _ level: (Int) -> Int) -> [String] {
        range.flatMap { week in
            (0..<70).map { index in
                DriftLines.decision(
                    version, week * 100 + index, day: week * 7 + index % 7,
                    features: "\"n\":\(DriftLines.noise(week * 100 + index, 100) + level(week))")
            }
        }
    }

    @Test("one bad week is a fluctuation; what lasts three of four weeks is sustained")
    func sustained() throws {
        let baseline = weeks("v1", 0..<4) { _ in 0 }
        let once = try TemporaryLedger.drift(baseline + weeks("v2", 4..<8) { $0 == 5 ? 200 : 0 })
        let row = try #require(once.feature("n"))
        #expect(row["verdict"]?.string == "drift")
        #expect(row["windows_over"]?.string == "1 of 4")
        #expect(row["sustained"]?.boolean == false)
        #expect(once.finding("features-drifted")?["severity"]?.string == "warning")
        let lasting = try TemporaryLedger.drift(baseline + weeks("v2", 4..<8) { $0 > 4 ? 200 : 0 })
        #expect(lasting.feature("n")?["windows_over"]?.string == "3 of 4")
        #expect(lasting.feature("n")?["sustained"]?.boolean == true)
        #expect(lasting.finding("feature-drift")?["severity"]?.string == "alert")
        let windows = lasting.rows("windows")
        #expect(windows.filter { $0["side"]?.string == "baseline" }.count == 4)
        #expect(windows.compactMap { $0["over"]?.boolean } == [false, true, true, true])
        #expect(Set(windows.map { $0["limit_by"]?.string }) == ["band"])
    }

    @Test("the band is the mean and three deviations of the baseline's weeks, each against the others")
    func band() throws {
        let lines = weeks("v1", 0..<4) { $0 * 5 } + weeks("v2", 4..<5) { _ in 0 }
        let answer = try TemporaryLedger.drift(lines, [("feature", "n")])
        var values: [[Int]] = []
        for week in 0..<4 {
            values.append((0..<70).map { DriftLines.noise(week * 100 + $0, 100) + week * 5 })
        }
        let expected = (0..<4).map { week in
            PlainDrift.distance(values[week], values.indices.filter { $0 != week }.flatMap { values[$0] })
        }
        let found = answer.rows("windows").filter { $0["side"]?.string == "baseline" }
        for (row, distance) in zip(found, expected) {
            #expect(abs((row["effect"]?.double ?? -1) - distance) < 1e-12)
        }
        let mean = expected.reduce(0, +) / 4
        let deviation = (expected.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4).squareRoot()
        let limit = try #require(found.first?["limit"]?.double)
        #expect(abs(limit - (mean + 3 * deviation)) < 1e-11)
        // One current week cannot last.
        #expect(answer.feature("n")?["sustained"]?.isNull == true)
    }

    @Test("a baseline of a single week has no band, and min_effect stands for it")
    func noBand() throws {
        let lines = weeks("v1", 0..<1) { _ in 0 } + weeks("v2", 4..<8) { _ in 100 }
        let answer = try TemporaryLedger.drift(lines, [("sustained", "2/3"), ("min_effect", "0.25")])
        #expect(answer.feature("n")?["sustained"]?.boolean == true)
        #expect(answer.rows("windows").allSatisfy { $0["limit"]?.double == 0.25 })
        #expect(Set(answer.rows("windows").map { $0["limit_by"]?.string }) == ["min_effect"])
    }
}
