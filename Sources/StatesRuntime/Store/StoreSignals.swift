/// What a store that several hosts share may do besides: tell the hosts of other processes that something waits for them.
///
/// A signal is a hint and nothing more. It may be lost, come late, come more than once, or come to the host that sent it;
/// hosts look into the store from time to time, whatever they are told, and only sooner at a signal. A store without
/// signals is as right as one with them.
///
/// Topics are names that hosts agree on: the ``ExecutionStore/claim(_:)`` owner of a host that is to look for requests, or
/// a word for what every host may look for. A store does not interpret them; they have at most as many bytes as an owner.
///
/// - SeeAlso: the page *Writing a store*; PostgreSQL, "NOTIFY", "LISTEN".
public protocol StoreSignals: Sendable {
  /// Tells all hosts that there is something for a topic. Does not wait for anything: a store may send several signals
  /// together, a few milliseconds later.
  ///
  /// - Parameter topic: for whom, or for what, it is.
  func signal(_ topic: String)

  /// The topics that hosts are told of from now on, also by this one's own signals.
  ///
  /// - Returns: topics; `nil` when signals may have been lost, as after a reconnection: then there may be something for
  ///   every topic. The sequence ends when the store is closed. Topics that nobody takes in time may be dropped.
  func signals() -> AsyncStream<String?>
}
