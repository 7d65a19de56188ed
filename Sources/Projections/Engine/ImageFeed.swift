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
    /// Room that a page has for each image before it grows.
    private static let imageBytes = 512

    private struct State: Sendable {
        /// Pages by number, decoded and not taken yet.
        var ready: [UInt64: ImageBlock] = [:]
        /// Blocks that were given back, for their room.
        var spare: [ImageBlock] = []
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
            thread.start()
        }
    }

    /// The next page in order; nil at the end. Waits for it.
    func next() throws -> ImageBlock? {
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

    /// Takes a page back that nobody needs any more: its room serves another.
    func giveBack(_ page: consuming ImageBlock) {
        state.withLock { [page] state in
            if state.spare.count < Self.pagesAhead { state.spare.append(page) }
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
        System.nameThread("decoder")
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

    private func decode(_ page: UInt64) throws -> ImageBlock {
        let start = first + page * Self.pageEvents
        let count = Int(min(Self.pageEvents, last - start + 1))
        var decoder = ImageDecoder()
        var block =
            state.withLock { $0.spare.popLast() }
            ?? ImageBlock(first: start, images: count, bytes: count * Self.imageBytes)
        block.restart(at: start)
        let fault = try journal.verifiedBodies(from: start, count: count) { position, body in
            do throws(Refusal) {
                try decoder.decode(body, into: &block)
            } catch {
                throw ProjectionError.unreadableRecord(position: position, detail: error.message)
            }
        }
        if let fault { throw ProjectionError.damagedJournal(fault.description) }
        return block
    }
}
