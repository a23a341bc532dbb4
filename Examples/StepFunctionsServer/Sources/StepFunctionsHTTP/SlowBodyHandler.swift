import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes connections on which the rest of a request does not come in time.
///
/// There is one timer for each connection, however many requests come: it looks whether the request that is being read
/// then has been there for too long.
final class SlowBodyHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundOut = HTTPResponsePart

  private let timeout: TimeAmount
  private var began: NIODeadline?
  private var timer: Scheduled<Void>?

  init(timeout: Duration) { self.timeout = TimeAmount(timeout) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      began = .now()
      if timer == nil { schedule(context, in: timeout) }
    case .body: break
    case .end: began = nil
    }
    context.fireChannelRead(data)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timer?.cancel()
    timer = nil
  }

  private func schedule(_ context: ChannelHandlerContext, in time: TimeAmount) {
    let own = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleTask(in: time) {
      let (handler, context) = own.value
      handler.look(context)
    }
  }

  private func look(_ context: ChannelHandlerContext) {
    timer = nil
    guard let began else { return }
    let left = began + timeout - NIODeadline.now()
    if left > .zero { return schedule(context, in: left) }
    var head = HTTPResponse(status: .requestTimeout)
    head.headerFields[.connection] = "close"
    head.headerFields[.contentLength] = "0"
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    context.close(promise: nil)
  }
}
