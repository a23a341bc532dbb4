public import Logging
import NIOConcurrencyHelpers
public import Tracing

/// Writes each span that ends to a log: for looking at what a request and its tasks did, without a collector.
///
/// Traces are continued from `traceparent` and from X-Ray's `X-Amzn-Trace-Id`, and handed on as `traceparent`. A service that
/// mounts the libraries bootstraps a tracer of its own instead.
///
/// - SeeAlso: W3C, "Trace Context"; swift-distributed-tracing.
public struct LogTracer: Tracer {
  private let logger: Logger

  /// - Parameter logger: takes a line for each span, of level info.
  public init(_ logger: Logger) { self.logger = logger }

  /// Begins a span, of the trace of its context or of a new one.
  public func startSpan<Instant: TracerInstant>(
    _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
    at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
  ) -> LogSpan {
    var context = context()
    let parent = context.trace
    let identity = parent?.child() ?? .drawn()
    context.trace = identity
    return LogSpan(
      operationName, kind, context, identity, parent: parent, at: instant().nanosecondsSinceEpoch, logger)
  }

  /// Nothing waits to be written.
  public func forceFlush() {}

  /// Takes over the trace of a request.
  public func extract<Carrier, Extract: Extractor>(
    _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
  ) where Extract.Carrier == Carrier {
    let parent = extractor.extract(key: "traceparent", from: carrier).flatMap { TraceIdentity(traceparent: $0) }
    let root = extractor.extract(key: "X-Amzn-Trace-Id", from: carrier).flatMap { TraceIdentity(xRay: $0) }
    if let found = parent ?? root { context.trace = found }
  }

  /// Hands the trace on.
  public func inject<Carrier, Inject: Injector>(
    _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
  ) where Inject.Carrier == Carrier {
    guard let trace = context.trace else { return }
    injector.inject(trace.traceparent, forKey: "traceparent", into: &carrier)
  }
}

/// A span of a ``LogTracer``.
public final class LogSpan: Span {
  private struct State {
    var name: String
    var attributes: SpanAttributes = [:]
    var isFailed = false
    var error: String?
    var isRecording = true
  }

  /// The context of what happens within the span.
  public let context: ServiceContext
  private let kind: SpanKind
  private let identity: TraceIdentity
  private let parent: TraceIdentity?
  private let began: UInt64
  private let logger: Logger
  private let state: NIOLockedValueBox<State>

  fileprivate init(
    _ name: String, _ kind: SpanKind, _ context: ServiceContext, _ identity: TraceIdentity, parent: TraceIdentity?,
    at began: UInt64, _ logger: Logger
  ) {
    self.kind = kind
    self.context = context
    self.identity = identity
    self.parent = parent
    self.began = began
    self.logger = logger
    state = NIOLockedValueBox(State(name: name))
  }

  /// What is done.
  public var operationName: String {
    get { state.withLockedValue { $0.name } }
    set { state.withLockedValue { $0.name = newValue } }
  }

  /// What is known of it; strings and integers are written.
  public var attributes: SpanAttributes {
    get { state.withLockedValue { $0.attributes } }
    set { state.withLockedValue { $0.attributes = newValue } }
  }

  /// Whether it has not ended.
  public var isRecording: Bool { state.withLockedValue { $0.isRecording } }

  /// Notes whether it failed.
  public func setStatus(_ status: SpanStatus) { state.withLockedValue { $0.isFailed = status.code == .error } }

  /// Events are not written.
  public func addEvent(_ event: SpanEvent) {}

  /// Links are not written.
  public func addLink(_ link: SpanLink) {}

  /// Notes the type of an error.
  public func recordError<Instant: TracerInstant>(
    _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
  ) {
    state.withLockedValue { $0.error = String(describing: type(of: error)) }
  }

  /// Writes the span, once.
  public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
    let ended = instant().nanosecondsSinceEpoch
    let last = state.withLockedValue { state -> State? in
      defer { state.isRecording = false }
      return state.isRecording ? state : nil
    }
    guard let last else { return }
    var metadata: Logger.Metadata = [
      "trace": "\(identity.trace)", "span": "\(identity.span)", "kind": "\(kind)",
      "microseconds": "\((ended > began ? ended - began : 0) / 1_000)",
    ]
    if let parent { metadata["parent"] = "\(parent.span)" }
    if last.isFailed { metadata["status"] = "error" }
    if let error = last.error { metadata["error"] = "\(error)" }
    last.attributes.forEach { name, value in
      if case .string(let text) = value { metadata[name] = "\(text)" }
      if case .int64(let number) = value { metadata[name] = "\(number)" }
    }
    logger.info("\(last.name)", metadata: metadata)
  }
}

private enum TraceKey: ServiceContextKey {
  typealias Value = TraceIdentity
}

extension ServiceContext {
  fileprivate var trace: TraceIdentity? {
    get { self[TraceKey.self] }
    set { self[TraceKey.self] = newValue }
  }
}
