public import Hummingbird
public import NIOCore

/// The context of a request that knows its connection, so that a long poll ends when its client goes away.
public protocol ConnectionContext: RequestContext {
  /// The connection; `nil` in tests without one.
  var channel: (any Channel)? { get }
}

/// A context that has nothing but what the routes of ``StepFunctionsRoutes`` need.
public struct ServiceContext: ConnectionContext {
  /// What Hummingbird needs.
  public var coreContext: CoreRequestContextStorage
  /// The connection.
  public let channel: (any Channel)?

  /// Creates the context of a request.
  public init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }
}
