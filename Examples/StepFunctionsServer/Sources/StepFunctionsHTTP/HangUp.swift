import NIOConcurrencyHelpers
public import NIOCore
import ServiceLifecycle

/// Notices that a client has gone away while its request is being carried out: that the connection is closed, or that the
/// client has closed its half of it.
public final class HangUpHandler: ChannelInboundHandler, RemovableChannelHandler, Sendable {
  /// Whatever is read: nothing of it is looked at.
  public typealias InboundIn = Any

  private struct State {
    var hasHungUp = false
    var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    var count = 0
    var cancelled: Set<Int> = []
  }

  private let state = NIOLockedValueBox(State())

  /// Creates the handler of one connection.
  public init() {}

  /// Notices that the client has closed its half.
  public func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .some(.inputClosed) = event as? ChannelEvent { hangUp() }
    context.fireUserInboundEventTriggered(event)
  }

  /// Notices that the connection is closed.
  public func channelInactive(context: ChannelHandlerContext) {
    hangUp()
    context.fireChannelInactive()
  }

  private func hangUp() {
    let waiting = state.withLockedValue { state in
      state.hasHungUp = true
      defer { state.waiting = [:] }
      return Array(state.waiting.values)
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Waits until the client has gone away, or the current task is cancelled.
  func hungUp() async {
    let number = state.withLockedValue { state in
      state.count += 1
      return state.count
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLockedValue { state in
          if state.hasHungUp || state.cancelled.remove(number) != nil { return true }
          state.waiting[number] = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      let continuation = state.withLockedValue { state -> CheckedContinuation<Void, Never>? in
        if let continuation = state.waiting.removeValue(forKey: number) { return continuation }
        if !state.hasHungUp { state.cancelled.insert(number) }
        return nil
      }
      continuation?.resume()
    }
    _ = state.withLockedValue { $0.cancelled.remove(number) }
  }
}

/// Carries something out that may wait for long, and cancels it when the client goes away or the server is asked to end.
func untilHangUp<Value: Sendable>(
  of channel: (any Channel)?, _ body: @escaping @Sendable () async -> Value
) async -> Value {
  let handler = try? await channel?.pipeline.handler(type: HangUpHandler.self).get()
  let work = Task { await body() }
  let watch = Task {
    guard let handler else { return }
    await handler.hungUp()
    work.cancel()
  }
  defer { watch.cancel() }
  return await withTaskCancellationHandler {
    await withGracefulShutdownHandler {
      await work.value
    } onGracefulShutdown: {
      work.cancel()
    }
  } onCancel: {
    work.cancel()
  }
}
