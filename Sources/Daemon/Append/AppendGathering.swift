import Journal

/// Decides when the parcels of one loop go to the writer, and by whose hand.
///
/// A few events are written on the loop itself: nobody has to be woken for them. They wait for the parcels of
/// every connection that was in one of the last two commits, since whoever was answered then mostly sends
/// again at once; of two, so that clients who once fell into two groups do not go on taking turns, each
/// waiting for the commit of the others. They wait for as long as every window brings somebody. More events
/// than a few go to the writer's thread, while the loop takes in the next ones. A state machine over numbers.
struct AppendGathering {
    /// Microseconds without another parcel after which nobody is waited for any more: about half a commit.
    static let window: Int64 = 60
    /// How many windows in which somebody comes: what it takes to read from some dozens of connections.
    static let windows = 8
    /// Lines that are written on the loop: the loop's other connections wait meanwhile, about a commit's
    /// time.
    static let lines = 256

    /// What is to be done after a parcel has come.
    enum Action: Equatable {
        /// `take` when all that the loop has before it is read.
        case soon
        /// Ask `isOver` after so many microseconds.
        case within(Int64)
        /// Hand everything to the writer's thread.
        case handOver
        case nothing
    }

    private(set) var parcels: [Parcel] = []
    private var lines = 0
    private var isSoon = false
    /// Counts what was taken: a window that was opened before is over.
    private(set) var round: UInt64 = 2
    /// In which round a connection was there last.
    private var seen: [UInt64: UInt64] = [:]
    /// Connections of this round; how many of them were in the last one too.
    private var present = 0
    private var stayed = 0
    /// Connections of the last round, and of the last two.
    private var last = 0
    private var expected = 0
    /// When a window was opened last: how many were there, and how many windows there were.
    private var windowPresent = 0
    private var windowCount = 0

    mutating func add(_ parcel: Parcel) -> Action {
        let isFirst = parcels.isEmpty
        parcels.append(parcel)
        lines += parcel.items.count
        let before = seen.updateValue(round, forKey: parcel.connection)
        if before != round {
            present += 1
            if before == round - 1 { stayed += 1 }
        }
        if lines > Self.lines { return .handOver }
        if present >= expected {
            defer { isSoon = true }
            return isSoon ? .nothing : .soon
        }
        guard isFirst else { return .nothing }
        windowPresent = present
        windowCount = 1
        return .within(Self.window)
    }

    /// Whether nobody is waited for any more, at the end of a window of the current round.
    mutating func isOver() -> Bool {
        guard present > windowPresent, windowCount < Self.windows else { return true }
        windowPresent = present
        windowCount += 1
        return false
    }

    /// All that has gathered.
    mutating func take() -> [Parcel] {
        var taken: [Parcel] = []
        swap(&taken, &parcels)
        guard !taken.isEmpty else { return [] }
        expected = lines > Self.lines ? 0 : present + last - stayed
        last = lines > Self.lines ? 0 : present
        lines = 0
        present = 0
        stayed = 0
        isSoon = false
        round += 1
        return taken
    }

    /// A connection has gone: it is not waited for.
    mutating func forget(_ connection: UInt64) {
        guard let round = seen.removeValue(forKey: connection) else { return }
        if round + 2 >= self.round, round < self.round { expected = max(0, expected - 1) }
        if round + 1 == self.round { last = max(0, last - 1) }
    }
}
