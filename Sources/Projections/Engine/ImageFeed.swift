import Foundation
import Journal
import Model
import Platform
import Synchronization

/// Decodes a stretch of the journal on threads of its own, ahead of whoever takes the events in order.
///
/// Bounded: the threads are at most `pagesAhead` pages in front of the taker. Every record is verified on the
/// way, against the digest of the one before it.
final class ImageFeed: Sendable {
    static let pageEvents: UInt64 = 4_096
    private static let pagesAhead = 12

    private struct State: Sendable {
        /// Pages by number, decoded and not taken yet.
        var ready: [UInt64: [PlacedImage]] = [:]
        /// The next page that no thread has begun.
        var next: UInt64 = 0
        var taken: UInt64 = 0
        var failure: (any Error)?
        var stopping = false
        var running = 0
    }

    private let journal: Journal
    private let first: Position
    private let last: Position
    private let pages: UInt64
    private let state = Mutex(State())
    private let changed = MonotonicCondition()

    /// Begins to decode the events from one position to another, both included.
    init(_ journal: Journal, from first: Position, through last: Position, threads: Int) {
        self.journal = journal
        self.first = first
        self.last = last
        pages = last >= first ? (last - first) / Self.pageEvents + 1 : 0
        state.withLock { $0.running = threads }
        for _ in 0..<threads {
            let thread = Thread { [self] in run() }
            thread.name = "decoder"
            thread.qualityOfService = .utility
            thread.start()
        }
    }

    /// The next page in order; nil at the end. Waits for it.
    func next() throws -> [PlacedImage]? {
        changed.lock()
        defer { changed.unlock() }
        while true {
            let (page, failure, isEnd) = state.withLock { state in
                let page = state.ready.removeValue(forKey: state.taken)
                if page != nil { state.taken += 1 }
                return (page, state.failure, state.taken == pages)
            }
            if let page {
                changed.broadcast()
                return page
            }
            if isEnd { return nil }
            if let failure { throw failure }
            changed.wait()
        }
    }

    /// Ends the threads and waits for them.
    func stop() {
        changed.lock()
        state.withLock { $0.stopping = true }
        changed.broadcast()
        while state.withLock({ $0.running > 0 }) { changed.wait() }
        changed.unlock()
    }

    private func run() {
        while let page = claim() {
            let result = Result { try decode(page) }
            changed.lock()
            state.withLock { state in
                switch result {
                case .success(let images): state.ready[page] = images
                case .failure(let error): state.failure = state.failure ?? error
                }
            }
            changed.broadcast()
            changed.unlock()
        }
        changed.lock()
        state.withLock { $0.running -= 1 }
        changed.broadcast()
        changed.unlock()
    }

    private func claim() -> UInt64? {
        changed.lock()
        defer { changed.unlock() }
        while true {
            let (page, waits) = state.withLock { state -> (UInt64?, Bool) in
                guard !state.stopping, state.failure == nil, state.next < pages else { return (nil, false) }
                guard state.next < state.taken + UInt64(Self.pagesAhead) else { return (nil, true) }
                defer { state.next += 1 }
                return (state.next, false)
            }
            if let page { return page }
            guard waits else { return nil }
            changed.wait()
        }
    }

    private func decode(_ page: UInt64) throws -> [PlacedImage] {
        let start = first + page * Self.pageEvents
        let count = Int(min(Self.pageEvents, last - start + 1))
        var found: [PlacedImage] = []
        found.reserveCapacity(count)
        let fault = try journal.verifiedBodies(from: start, count: count) { position, body in
            do throws(Refusal) {
                found.append(PlacedImage(position: position, image: try EventImage.decode(body)))
            } catch {
                throw ProjectionError.unreadableRecord(position: position, detail: error.message)
            }
        }
        if let fault { throw ProjectionError.damagedJournal(fault.description) }
        return found
    }
}
