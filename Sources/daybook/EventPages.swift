import JSON
import Platform
import Wire

/// Finds the first page of events that holds any.
///
/// A page looks at a bounded number of records, so with a filter it may be empty though matches come later.
/// The pages are asked for in JSON, one after another, as of the position of the first: a ledger that grows
/// meanwhile does not keep it going.
struct EventPages {
    /// What a page of JSON says about where it stands.
    struct Page {
        let rows: Int64
        /// Records that were looked at.
        let examined: Int64
        /// The position to go on after; nil on the last page.
        let next: Int64?
        /// The position that the answer is as of.
        let position: Int64

        /// - Throws: `Failure` when the bytes are no page of events.
        init(_ answer: [UInt8]) throws {
            guard let root = try? JSONDocument(answer).root, let page = root["facts"]?["page"],
                let rows = page["rows"]?.integer, let examined = page["examined"]?.integer,
                let position = root["parameters"]?["position"]?.integer
            else {
                throw Failure(.internalFault, "the daemon's answer is no page of events")
            }
            self.rows = rows
            self.examined = examined
            self.position = position
            next = page["next"]?.integer
        }
    }

    /// Called with the records looked at so far, after each page that holds nothing.
    var progress: (Int64) -> Void = { _ in }

    /// Follows `next` from a page to the first that holds events, or to the last.
    ///
    /// - Parameter ask: gives the JSON of the page for the items.
    /// - Returns: the items that ask for that page, the page's JSON, and what it says.
    /// - Throws: what `ask` throws; `Failure` when a page does not lead on.
    func first(
        _ items: [QueryItem], _ ask: ([QueryItem]) async throws -> [UInt8]
    ) async throws -> (items: [QueryItem], answer: [UInt8], page: Page) {
        var items = items
        var examined: Int64 = 0
        while true {
            let answer = try await ask(items)
            let page = try Page(answer)
            guard page.rows == 0, let next = page.next else { return (items, answer, page) }
            guard next > Self.after(items) else {
                throw Failure(.internalFault, "the daemon's page of events leads back to itself")
            }
            examined += page.examined
            progress(examined)
            items = Self.without(["after", "as_of"], items)
            items += [("after", String(next)), ("as_of", String(page.position))]
        }
    }

    /// Whether a page may be empty before the end.
    static func isFiltered(_ items: [QueryItem]) -> Bool {
        items.contains { item in
            ["type", "model", "from", "to"].contains { $0.utf8.elementsEqual(item.name.utf8) }
        }
    }

    private static func after(_ items: [QueryItem]) -> Int64 {
        items.first { $0.name.utf8.elementsEqual("after".utf8) }.flatMap { Int64($0.value) } ?? 0
    }

    private static func without(_ names: [String], _ items: [QueryItem]) -> [QueryItem] {
        items.filter { item in !names.contains { $0.utf8.elementsEqual(item.name.utf8) } }
    }
}

/// How far a search over pages is, on standard error when that is a terminal, from the second second on.
final class SearchLine {
    private let start = System.monotonicClock()
    private var isShown = false

    func show(_ examined: Int64) {
        guard Screen.errorIsTerminal, System.monotonicClock() - start > 1_000_000 else { return }
        isShown = true
        Screen.writeError("\r\u{1b}[K\(Screen.count(UInt64(max(0, examined)), "record")) looked at")
    }

    func clear() {
        if isShown { Screen.writeError("\r\u{1b}[K") }
        isShown = false
    }
}

extension JSONNode {
    fileprivate var integer: Int64? {
        if case .integer(let value) = kind { value } else { nil }
    }
}
