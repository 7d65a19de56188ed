import Model
import Testing

@testable import Journal

@Suite("When a ledger learns a dictionary")
struct DictionaryRuleTests {
    /// Feeds commits of so many records, each of 1,000 bytes that come to so many, and gives what the rule
    /// said.
    private func answers(
        _ rule: inout DictionaryRule, number: UInt32 = 0, head: Position = 0,
        _ commits: [(records: Int, perMille: Int)]
    ) -> [Bool] {
        var head = head
        return commits.map { commit in
            head += Position(commit.records)
            let written = DictionaryRule.Written(
                records: commit.records, bytes: commit.records * 1000,
                stored: commit.records * commit.perMille)
            return rule.committed(written, head: head, number: number, perMille: 200)
        }
    }

    @Test("The first is learned with 4,096 records, or with 512 and 2 MiB; once")
    func first() {
        var rule = DictionaryRule()
        #expect(answers(&rule, [(511, 1000), (1, 1000), (1500, 1000)]) == [false, false, false])
        #expect(answers(&rule, head: 2012, [(85, 1000), (1, 1000), (9999, 1000)]) == [false, true, false])
        rule = DictionaryRule()
        #expect(answers(&rule, head: 4094, [(1, 1), (1, 1)]) == [false, true])
        rule = DictionaryRule()
        let large = DictionaryRule.Written(records: 1, bytes: 3 << 20, stored: 3 << 20)
        let early = rule.committed(large, head: 511, number: 0, perMille: 0)
        let due = rule.committed(large, head: 512, number: 0, perMille: 0)
        #expect(!early && due)
    }

    @Test("When there was nothing to learn, it is tried again with four times the records")
    func again() {
        var rule = DictionaryRule()
        #expect(answers(&rule, [(5000, 1000)]) == [true])
        rule.learned(false, head: 5000)
        #expect(answers(&rule, head: 5000, [(14_999, 1000), (1, 1000)]) == [false, true])
    }

    @Test("A next one is tried when a window came to more than 1.25 times what it was, and not before")
    func renewal() {
        var rule = DictionaryRule()
        #expect(
            answers(&rule, number: 1, [(65_536, 250), (65_535, 900), (1, 900), (99_999, 900)])
                == [false, false, true, false])
        // Nothing better came of it: the next window is twice as long.
        rule.learned(false, head: 9)
        #expect(answers(&rule, number: 1, [(131_071, 900), (1, 900)]) == [false, true])
        rule.learned(true, head: 9)
        #expect(answers(&rule, number: 2, [(65_536, 251)]) == [true])
    }

    @Test("A ledger has at most 64 dictionaries")
    func most() {
        var rule = DictionaryRule()
        #expect(answers(&rule, number: 64, [(1 << 20, 1000)]) == [false])
    }
}
