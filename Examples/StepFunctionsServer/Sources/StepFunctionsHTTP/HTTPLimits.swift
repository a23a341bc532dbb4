/// What requests may take, so that no client can fill the memory or keep others waiting.
public struct HTTPLimits: Sendable, Hashable {
  /// The maximum size of a request's body in bytes; a larger one is refused with 413. The service's own limit is 1 MiB
  /// for a request; a definition of that size takes more as a JSON string.
  public var bodyBytes = 4 << 20
  /// The bytes that the bodies of all requests may take together while they are read and answered; a request that finds
  /// no room is refused with 503.
  public var totalBodyBytes = 128 << 20
  /// The number of requests that are carried out at the same time, not counting those that wait for a task of an
  /// activity; further ones are refused with 503.
  public var requests = 2_048
  /// The number of requests that wait for a task of an activity at the same time; further ones are refused with 503.
  public var polls = 16_384
  /// How long a client may take to send the body of a request; afterwards it is refused with 408.
  public var bodyTimeout = Duration.seconds(30)
  /// How long a connection may be idle, or take to send the head of a request, before it is closed.
  public var idleTimeout = Duration.seconds(75)
  /// The maximum size of the head of a request in bytes.
  public var headBytes = 64 << 10

  /// The limits by default.
  public init() {}

  /// The limits with times that clocks can sleep, and sizes that can be added.
  var bounded: HTTPLimits {
    func bounded(_ time: Duration) -> Duration { min(max(time, .milliseconds(1)), .seconds(86_400)) }
    var limits = self
    limits.bodyBytes = min(max(bodyBytes, 0), 1 << 30)
    limits.totalBodyBytes = min(max(totalBodyBytes, 0), 1 << 40)
    limits.requests = max(requests, 1)
    limits.polls = max(polls, 1)
    limits.bodyTimeout = bounded(bodyTimeout)
    limits.idleTimeout = bounded(idleTimeout)
    limits.headBytes = min(max(headBytes, 1 << 10), 1 << 20)
    return limits
  }
}
