import Journal
import Model
import NIOCore
import Platform

/// What the connections of `append.sock` share.
struct AppendShared: Sendable {
    let router: AppendRouter
    let submit: @Sendable (Parcel) -> Void
    let allowedTypes: [UInt32: Set<EventType>]
    /// Lines and answers of all connections.
    let queue: ByteBudget
    /// Lines over `Limits.eventBytes`. A line takes the largest size there is while it comes in, so that
    /// whoever has a share can always finish.
    let largeLines: ByteBudget
    let connectionBytes: Int
}

/// One connection of `append.sock` on its event loop: the socket's side of an `AppendSession`.
///
/// Reads only while there is room for what it reads; holds the peer back otherwise.
final class AppendConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let id: UInt64
    private let shared: AppendShared
    private var session: AppendSession
    private var context: ChannelHandlerContext?
    /// Answers that are ready and not yet given to the channel.
    private var answers: [UInt8] = []
    /// Bytes given to the channel that the peer has not taken.
    private var unreadBytes = 0
    /// What this connection has charged to the shared queue.
    private var charged = 0
    /// What it has reserved for large lines: for the one that comes in, and for those that wait for answers.
    private var largeReserved = 0
    /// Whether a share of that is for the line that comes in.
    private var largeIncoming = false
    private var reading = false
    private var inputEnded = false
    private var draining = false
    /// When the peer last took answers, or the first that it has not taken were given.
    private var answersTaken: Int64
    /// When the line that comes in began.
    private var lineBegan: Int64

    init(id: UInt64, peerUser: UInt32, shared: AppendShared) {
        self.id = id
        self.shared = shared
        session = AppendSession(id: id, peerUser: peerUser, allowed: shared.allowedTypes[peerUser])
        answersTaken = System.monotonicClock()
        lineBegan = answersTaken
    }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        shared.router.hub(of: id).add(self, id)
        pump()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        shared.router.hub(of: id).remove(id)
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
        if session.partialBytes == 0 { lineBegan = System.monotonicClock() }
        session.receive(Array(buffer.readableBytesView))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        reading = false
        take()
        pump()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent {
            inputEnded = true
            if !draining {
                session.end()
                take()
            }
            finishIfDone()
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// Hands on what the lines so far came to.
    private func take() {
        let waited = session.isIdle
        let output = session.flush()
        if !waited { lineBegan = System.monotonicClock() }
        if session.partialBytes <= Limits.eventBytes { largeIncoming = false }
        answers += output.answers
        if let parcel = output.parcel { shared.submit(parcel) }
        flushAnswers()
    }

    /// Takes a receipt; the answers go out with `flushAnswers`.
    func settle(_ receipt: Receipt) { answers += session.settle(receipt) }

    /// Gives the channel what is answered.
    func flushAnswers() {
        guard let context else { return }
        if !answers.isEmpty {
            let bytes = answers
            answers = []
            if unreadBytes == 0 { answersTaken = System.monotonicClock() }
            unreadBytes += bytes.count
            let promise = context.eventLoop.makePromise(of: Void.self)
            promise.futureResult.assumeIsolated().whenComplete { [self] _ in taken(bytes.count) }
            var buffer = context.channel.allocator.buffer(capacity: bytes.count)
            buffer.writeBytes(bytes)
            context.writeAndFlush(wrapOutboundOut(buffer), promise: promise)
        }
        account()
        finishIfDone()
        pump()
    }

    /// The peer has taken answers.
    private func taken(_ bytes: Int) {
        unreadBytes -= bytes
        answersTaken = System.monotonicClock()
        guard context != nil else { return }
        account()
        finishIfDone()
        pump()
    }

    /// Bytes held for this connection.
    private var load: Int { session.waitingBytes + session.partialBytes + answers.count + unreadBytes }

    private func account() {
        let now = load
        var wake = now == charged ? false : shared.queue.charge(now - charged)
        charged = now
        // A share is kept as long as a large line comes in or waits for its answer.
        let kept = largeIncoming ? Limits.largeEventBytes : 0
        if largeReserved > kept, session.isIdle {
            if shared.largeLines.charge(kept - largeReserved) { wake = true }
            largeReserved = kept
        }
        if wake { shared.router.resume() }
    }

    /// Reads on if there is room.
    func pump() {
        guard let context, !reading, !inputEnded, !draining, hasRoom() else { return }
        reading = true
        context.read()
    }

    private func hasRoom() -> Bool {
        guard load < shared.connectionBytes else { return false }
        // A connection that holds next to nothing may always read, so that many slow ones cannot stop the
        // rest.
        guard load <= Self.smallBytes || shared.queue.hasRoom() else { return false }
        guard session.partialBytes > Limits.eventBytes, !largeIncoming else { return true }
        guard shared.largeLines.reserve(Limits.largeEventBytes) else { return false }
        largeReserved += Limits.largeEventBytes
        largeIncoming = true
        return true
    }

    /// What a connection may hold though the shared queue is full.
    private static let smallBytes = 4096
    /// The most that one read brings.
    static let readBytesMax = 65_536

    private func finishIfDone() {
        guard inputEnded || draining, session.isIdle, answers.isEmpty, unreadBytes == 0 else { return }
        context?.close(promise: nil)
    }

    /// Takes no more; closes when what was taken is answered.
    func drain() {
        draining = true
        finishIfDone()
    }

    func close() { context?.close(promise: nil) }

    func closeIfStalled(now: Int64, after limit: Int64) {
        let unread = unreadBytes > 0 && now - answersTaken >= limit
        let half = (largeIncoming || heldBack) && now - lineBegan >= limit
        if unread || half { context?.close(promise: nil) }
    }

    /// Whether half a line waits while others need its room.
    private var heldBack: Bool { session.partialBytes > Self.smallBytes && !shared.queue.hasRoom() }
}
