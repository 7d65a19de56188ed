import Synchronization
import Testing

@testable import daybook

@Suite("Pages of events")
struct EventPagesTests {
    /// A page as the daemon writes it.
    static func page(rows: Int, next: Int?, position: Int = 90) -> [UInt8] {
        let next = next.map(String.init) ?? "null"
        return Array(
            """
            {"parameters":{"position":\(position)},
             "facts":{"page":{"rows":\(rows),"examined":20,"next":\(next)}},"tables":{"events":[]}}
            """.utf8)
    }

    @Test("empty pages are passed until one holds events, all as of the position of the first")
    func follows() async throws {
        let asked = Mutex<[String]>([])
        let seen = Mutex<[Int64]>([])
        let pages = EventPages { examined in seen.withLock { $0.append(examined) } }
        let found = try await pages.first([("type", "outcome"), ("limit", "5")]) { items in
            let text = items.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
            let count = asked.withLock { asked in
                asked.append(text)
                return asked.count
            }
            return Self.page(rows: count == 3 ? 2 : 0, next: count * 20, position: 90)
        }
        #expect(
            asked.withLock { $0 } == [
                "type=outcome&limit=5", "type=outcome&limit=5&after=20&as_of=90",
                "type=outcome&limit=5&after=40&as_of=90",
            ])
        #expect(seen.withLock { $0 } == [20, 40])
        #expect(found.items.contains { $0 == ("after", "40") })
        #expect(found.page.rows == 2)
        #expect(found.page.next == 60)
    }

    @Test("the last page is given back though it is empty, and a page that leads nowhere is a fault")
    func ends() async throws {
        let last = try await EventPages().first([("type", "review")]) { _ in Self.page(rows: 0, next: nil) }
        #expect(last.page.rows == 0)
        #expect(last.items.count == 1)
        await #expect(throws: Failure.self) {
            try await EventPages().first([("after", "7")]) { _ in Self.page(rows: 0, next: 7) }
        }
        await #expect(throws: Failure.self) {
            try await EventPages().first([]) { _ in Array("{}".utf8) }
        }
    }

    @Test("only a page that is short of the limit and not the last asks to go on")
    func more() throws {
        let page = try EventPages.Page(Self.page(rows: 3, next: 60))
        #expect(EventsCommand.more(60, page, limit: nil) == "there may be more: go on with --after 60")
        #expect(EventsCommand.more(60, page, limit: "3") == nil)
    }

    @Test("a filter makes empty pages possible, a start and a limit do not")
    func filtered() {
        #expect(EventPages.isFiltered([("limit", "3"), ("model", "m")]))
        #expect(!EventPages.isFiltered([("limit", "3"), ("after", "8"), ("as_of", "9")]))
    }
}
