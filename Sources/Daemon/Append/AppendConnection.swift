import Journal
import Model
import NIOCore
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

/// One connection of `append.sock` on its event loop: the socket's side of an `AppendSession`.
///
/// Takes lines, a bounded number a turn, only while there is room for what they come to; reads only when all
/// that it read is taken. Holds the peer back otherwise.
final class AppendConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let id: UInt64
    private let shared: AppendShared
    private var session: AppendSession
    private var context: ChannelHandlerContext?
    private var answers = AppendAnswers()
    /// What this connection has charged to the shared queue.
    private var charged = 0
    /// What it has reserved for large lines: for the one that comes in, and for those that wait for answers.
    private var largeReserved = 0
    /// Whether a share of that is for the line that comes in.
    private var largeIncoming = false
    private var reading = false
    /// Whether a turn of this connection waits in the hub.
    var turnWaits = false
    private var inputEnded = false
    private var draining = false
    /// When the line that comes in began.
    private var lineBegan: Int64

    init(id: UInt64, peerUser: UInt32, shared: AppendShared) {
        self.id = id
        self.shared = shared
        session = AppendSession(id: id, peerUser: peerUser, allowed: shared.allowedTypes[peerUser])
        lineBegan = System.monotonicClock()
    }

    private var hub: AppendHub { shared.router.hub(of: id) }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        hub.add(self, shared)
        goOn()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        hub.remove(id)
        var wake = shared.queue.charge(-charged)
        charged = 0
        if shared.largeLines.charge(-largeReserved) { wake = true }
        largeReserved = 0
        if wake { shared.router.resume() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // A read that was asked for before the drain: not taken, so not answered.
        guard !draining else { return }
        let buffer = unwrapInboundIn(data)
        if session.partialBytes == 0, session.rawBytes == 0 { lineBegan = System.monotonicClock() }
        session.receive(Array(buffer.readableBytesView))
        account()
        // Of a peer that has half-closed the channel brings all there is, asked or not. What there is no room
        // for at all goes unanswered, as after a lost connection: the peer sends it again.
        if !reading, session.rawBytes > AppendReadSize.small, shared.queue.isFull {
            context.close(promise: nil)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        reading = false
        turn()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent {
            inputEnded = true
            if !draining { session.end() }
            turn()
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// Takes lines as far as there is room for them, at most one turn's.
    func turn() {
        guard context != nil else { return }
        if session.hasMore, !turnWaits, case let lines = linesNow(), lines > 0 {
            let output = session.take(lines)
            if output.lines > 0 {
                lineBegan = System.monotonicClock()
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

    /// Gives the channel what is answered, and goes on with what there is room for.
    func flushAnswers() {
        // One write at a time: what the peer does not take costs its bytes and no more.
        while let context, let bytes = answers.next(now: System.monotonicClock()) {
            let promise = context.eventLoop.makePromise(of: Void.self)
            promise.futureResult.assumeIsolated().whenComplete { [self] _ in taken() }
            var buffer = context.channel.allocator.buffer(capacity: bytes.count)
            buffer.writeBytes(bytes)
            context.writeAndFlush(wrapOutboundOut(buffer), promise: promise)
        }
        account()
        finishIfDone()
        goOn()
    }

    /// The peer has taken a write.
    private func taken() {
        // In the middle of `flushAnswers` the kernel took it at once: the loop there goes on.
        guard answers.taken(now: System.monotonicClock()) else { return }
        flushAnswers()
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
        guard let context, !turnWaits, !draining else { return }
        guard !session.hasMore else {
            if linesNow() > 0 { hub.enqueue(self) }
            return
        }
        guard !reading, !inputEnded, mayRead() else { return }
        reading = true
        context.read()
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
        context?.close(promise: nil)
    }

    /// Takes no more; closes when what was taken is answered.
    func drain() {
        draining = true
        session.discard()
        account()
        finishIfDone()
    }

    func close() { context?.close(promise: nil) }

    func closeIfStalled(now: Int64, after limit: Int64) {
        let unread = answers.areUnread && now - answers.lastTaken >= limit
        let half = (largeIncoming || heldBack) && now - lineBegan >= limit
        if unread || half { context?.close(promise: nil) }
    }

    /// Whether half a line waits while others need its room.
    private var heldBack: Bool { session.partialBytes > AppendReadSize.small && shared.queue.isFull }
}
