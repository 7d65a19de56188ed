import NIOCore
import NIOHTTP1

/// Makes the bytes of a response whose head states its length: one buffer, and so one write, where head and
/// body are small.
final class QueryResponseEncoder: ChannelOutboundHandler {
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = IOData

    /// Bytes of a body up to which it is cheaper to copy it behind its head than to write it apart.
    private static let copiedBytes = 16_384

    /// What is not written yet of the response that is being made.
    private var gathered = ByteBuffer()

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            gathered = context.channel.allocator.buffer(capacity: 1_024)
            Self.write(head, to: &gathered)
            promise?.succeed(())
        case .body(.byteBuffer(var body)) where body.readableBytes <= Self.copiedBytes:
            gathered.writeBuffer(&body)
            promise?.succeed(())
        case .body(let body):
            context.write(wrapOutboundOut(.byteBuffer(gathered)), promise: nil)
            gathered = ByteBuffer()
            context.write(wrapOutboundOut(body), promise: promise)
        case .end:
            context.write(wrapOutboundOut(.byteBuffer(gathered)), promise: promise)
            gathered = ByteBuffer()
        }
    }

    private static func write(_ head: HTTPResponseHead, to buffer: inout ByteBuffer) {
        buffer.writeString(
            "HTTP/\(head.version.major).\(head.version.minor) \(head.status.code) \(head.status.reasonPhrase)\r\n"
        )
        for (name, value) in head.headers {
            buffer.writeString(name)
            buffer.writeStaticString(": ")
            buffer.writeString(value)
            buffer.writeStaticString("\r\n")
        }
        buffer.writeStaticString("\r\n")
    }
}
