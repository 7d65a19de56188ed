import Journal

/// Decides when the parcels of one event loop go to the writer, and by whose hand.
///
/// A few events are written on the loop itself: nobody has to be woken for them. They wait for as many
/// parcels as the last commit had, since whoever was answered then mostly sends again at once, but not
/// longer than a window. More events than a few go to the writer's thread, while the loop takes in the next
/// ones. A state machine over numbers.
struct AppendGathering {
    /// Microseconds that a parcel waits for others: half a commit. p50 of 8 clients, measured: 690 to 746 us
    /// without a window, 436 to 541 with 60, 430 to 496 with 150, which was the best for 64 clients too.
    static let window: Int64 = 120
    /// Lines that are written on the loop: the loop's other connections wait meanwhile, about a commit's
    /// time.
    static let lines = 256

    /// What is to be done after a parcel has come.
    enum Action: Equatable {
        /// `take` when all that the loop has before it is read.
        case soon
        /// `take` when the window is over, or sooner when others come.
        case within(Int64)
        /// Hand everything to the writer's thread.
        case handOver
        case nothing
    }

    private(set) var parcels: [Parcel] = []
    private var lines = 0
    private var expected = 1
    private var isSoon = false
    /// Counts what was taken: a window that was opened before is over.
    private(set) var round: UInt64 = 0

    mutating func add(_ parcel: Parcel) -> Action {
        parcels.append(parcel)
        lines += parcel.items.count
        if lines > Self.lines { return .handOver }
        if parcels.count >= expected {
            defer { isSoon = true }
            return isSoon ? .nothing : .soon
        }
        return parcels.count == 1 ? .within(Self.window) : .nothing
    }

    /// All that has gathered.
    mutating func take() -> [Parcel] {
        var taken: [Parcel] = []
        swap(&taken, &parcels)
        if !taken.isEmpty { expected = lines > Self.lines ? 1 : taken.count }
        lines = 0
        isSoon = false
        round += 1
        return taken
    }
}
