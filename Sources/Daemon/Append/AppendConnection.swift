import Journal
import Model
import Platform

/// What the connections of `append.sock` share.
struct AppendShared: Sendable {
    let router: AppendRouter
    /// Hands parcels to the writer's thread.
    let submit: @Sendable ([Parcel]) -> Void
    /// Writes parcels on this thread, if the writer has nothing to do; else hands them over.
    let submitHere: @Sendable ([Parcel]) -> Void
    /// Told how many lines were refused without the writer.
    let refused: @Sendable (Int) -> Void
    let allowedTypes: [UInt32: Set<EventType>]
    /// What came in, lines and answers of all connections. Clients that leave answers unread fill at most
    /// half of it, so that the others go on.
    let queue: ByteBudget
    /// Lines over `Limits.eventBytes`, and lines that cannot go on because the queue is full. A line takes
    /// the largest size there is while it comes in, so that whoever has a share can always finish.
    let largeLines: ByteBudget
    let connectionBytes: Int
}

/// One connection of `append.sock` on its loop: the socket's side of an `AppendSession`.
///
/// Takes lines, a bounded number a turn, only while there is room for what they come to; reads only when all
/// that it read is taken. Holds the peer back otherwise.
final class AppendConnection {
    let id: UInt64
    private let socket: PromptSocket
    private let shared: AppendShared
    private let closed: @Sendable () -> Void
    private unowned let hub: AppendHub
    private var session: AppendSession
    private var answers = AppendAnswers()
    private var isOpen = true
    /// What the loop waits for at the socket.
    private var interest = EventPoll.Interest.nothing
    /// What this connection has charged to the shared queue.
    private var charged = 0
    /// What it has reserved for large lines: for the one that comes in, and for those that wait for answers.
    private var largeReserved = 0
    /// Whether a share of that is for the line that comes in.
    private var largeIncoming = false
    private var reading = false
    /// Whether the last read brought as much as it could.
    private var isStreaming = false
    /// Whether a turn of this connection waits in the hub.
    var turnWaits = false
    private var inputEnded = false
    private var draining = false
    /// When the line that comes in began.
    private var lineBegan: Int64

    init(_ arrival: AppendHub.Arrival, _ hub: AppendHub) {
        id = arrival.id
        socket = arrival.socket
        shared = arrival.shared
        closed = arrival.closed
        self.hub = hub
        session = AppendSession(
            id: id, peerUser: arrival.peerUser, allowed: arrival.shared.allowedTypes[arrival.peerUser])
        lineBegan = System.monotonicClock()
    }

    /// Ends the connection; nothing happens to it afterwards.
    func close() {
        guard isOpen else { return }
        isOpen = false
        // Closing the descriptor ends the waiting too; nothing can be done about a failure of either.
        try? hub.watch(socket.descriptor, for: .nothing, before: interest)
        hub.remove(self, socket.descriptor)
        socket.close()
        var wake = shared.queue.charge(-charged)
        charged = 0
        if shared.largeLines.charge(-largeReserved) { wake = true }
        largeReserved = 0
        if wake { shared.router.resume() }
        closed()
    }

    /// There is something to read, or the end.
    func receive() {
        guard isOpen, reading, !draining, !inputEnded else { return }
        let most = isStreaming && !shared.queue.isFull ? AppendReadSize.most : AppendReadSize.small
        switch socket.receive(into: &hub.room, atMost: most) {
        case .bytes(let count):
            isStreaming = count == most
            if session.partialBytes == 0, session.rawBytes == 0 { lineBegan = hub.now }
            session.receive(Array(hub.room[..<count]))
            reading = false
            account()
            turn()
        case .later: break
        case .end:
            inputEnded = true
            reading = false
            session.end()
            turn()
        case .broken: close()
        }
    }

    /// Takes lines as far as there is room for them, at most one turn's.
    func turn() {
        guard isOpen else { return }
        if session.hasMore, !turnWaits, case let lines = linesNow(), lines > 0 {
            let output = session.take(lines, with: &hub.decoder)
            if output.lines > 0 {
                lineBegan = hub.now
                largeIncoming = false
            }
            answers.append(output.answers)
            if output.refused > 0 { shared.refused(output.refused) }
            if let parcel = output.parcel { hub.submit(parcel) }
        }
        flushAnswers()
    }

    /// How many lines may be taken now; 0 is none before there is room, of which the connection is told.
    private func linesNow() -> Int {
        let held = session.waitingBytes + answers.bytes
        guard held < shared.connectionBytes else { return 0 }
        if shared.queue.hasRoom(half: answers.areUnread) { return Self.turnLines }
        // A connection that holds next to nothing and reads its answers may always go on, so that those who
        // do not cannot stop the rest.
        return held <= AppendReadSize.small && !answers.areUnread ? Self.smallTurnLines : 0
    }

    /// Lines of one turn: a read's worth of decisions, and well under a millisecond of lines to refuse.
    static let turnLines = 256
    /// The same when the shared queue is full: their answers come to a few KiB.
    private static let smallTurnLines = 16

    /// Takes a receipt; the answers go out with `flushAnswers`.
    func settle(_ receipt: Receipt) { answers.append(session.settle(receipt)) }

    /// Gives the peer what is answered, and goes on with what there is room for.
    func flushAnswers() {
        guard isOpen else { return }
        var isBroken = false
        answers.send(now: hub.now) { bytes in
            switch socket.send(bytes) {
            case .bytes(let count): return count
            case .later: return 0
            case .end, .broken:
                isBroken = true
                return 0
            }
        }
        if isBroken { return close() }
        account()
        finishIfDone()
        goOn()
    }

    private func account() {
        let load = session.rawBytes + session.partialBytes + session.waitingBytes + answers.bytes
        // What has a share among the large lines is not counted twice.
        let now = max(0, load - largeReserved)
        var wake = now == charged ? false : shared.queue.charge(now - charged)
        charged = now
        // A share is kept as long as a large line comes in or waits for its answer.
        let kept = largeIncoming ? Limits.largeEventBytes : 0
        if largeReserved > kept, session.isIdle {
            if shared.largeLines.charge(kept - largeReserved) { wake = true }
            largeReserved = kept
            charged = max(0, load - kept)
            if shared.queue.charge(charged - now) { wake = true }
        }
        if wake { shared.router.resume() }
    }

    /// Has a turn when lines wait that there is room for; reads on when none do.
    func goOn() {
        guard isOpen else { return }
        if !turnWaits, !draining {
            if session.hasMore {
                if linesNow() > 0 { hub.enqueue(self) }
            } else if !reading, !inputEnded, mayRead() {
                reading = true
            }
        }
        wait()
    }

    /// Waits at the socket for what the connection can go on with.
    private func wait() {
        let wanted = EventPoll.Interest(receiving: reading && !draining, sending: answers.areUnread)
        guard wanted != interest else { return }
        do {
            try hub.watch(socket.descriptor, for: wanted, before: interest)
            interest = wanted
        } catch {
            // Without the kernel's word of what comes nothing more can be said here; the peer sends again.
            close()
        }
    }

    private func mayRead() -> Bool {
        let held = session.waitingBytes + answers.bytes
        let partial = session.partialBytes
        guard held + partial < shared.connectionBytes else { return false }
        if largeIncoming { return true }
        let hasRoom = shared.queue.hasRoom(half: answers.areUnread)
        if hasRoom, partial <= Limits.eventBytes { return true }
        if partial <= AppendReadSize.small { return held <= AppendReadSize.small && !answers.areUnread }
        // Large lines depend on their own share alone, not on what the queue holds.
        guard shared.largeLines.reserve(Limits.largeEventBytes) else { return false }
        largeReserved += Limits.largeEventBytes
        largeIncoming = true
        account()
        return true
    }

    private func finishIfDone() {
        guard inputEnded || draining, !session.hasMore, session.isIdle, answers.isEmpty else { return }
        close()
    }

    /// Takes no more; closes when what was taken is answered.
    func drain() {
        draining = true
        session.discard()
        account()
        finishIfDone()
        if isOpen { wait() }
    }

    func closeIfStalled(now: Int64, after limit: Int64) {
        let unread = answers.areUnread && now - answers.lastTaken >= limit
        let half = (largeIncoming || heldBack) && now - lineBegan >= limit
        if unread || half { close() }
    }

    /// Whether half a line waits while others need its room.
    private var heldBack: Bool { session.partialBytes > AppendReadSize.small && shared.queue.isFull }
}
