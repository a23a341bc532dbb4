/// Numbers of items, or of child executions, of a map run.
public struct MapRunCounts: Sendable, Hashable {
  /// Not started.
  public var pending: Int
  /// Running.
  public var running: Int
  /// Succeeded.
  public var succeeded: Int
  /// Failed.
  public var failed: Int
  /// Timed out.
  public var timedOut: Int
  /// Stopped.
  public var aborted: Int
  /// All.
  public var total: Int
  /// Written to the result.
  public var resultsWritten: Int
  /// Did not succeed, and cannot be redriven.
  public var failuresNotRedrivable: Int?
  /// Wait for their redrive.
  public var pendingRedrive: Int?

  /// Creates it with these members.
  public init(
    pending: Int, running: Int, succeeded: Int, failed: Int, timedOut: Int, aborted: Int, total: Int,
    resultsWritten: Int, failuresNotRedrivable: Int? = nil, pendingRedrive: Int? = nil
  ) {
    self.pending = pending
    self.running = running
    self.succeeded = succeeded
    self.failed = failed
    self.timedOut = timedOut
    self.aborted = aborted
    self.total = total
    self.resultsWritten = resultsWritten
    self.failuresNotRedrivable = failuresNotRedrivable
    self.pendingRedrive = pendingRedrive
  }
}

extension MapRunCounts: Structure {
  init() {
    self.init(pending: 0, running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0, total: 0, resultsWritten: 0)
  }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("pending", &pending, .atLeast(0))
    visitor.required("running", &running, .atLeast(0))
    visitor.required("succeeded", &succeeded, .atLeast(0))
    visitor.required("failed", &failed, .atLeast(0))
    visitor.required("timedOut", &timedOut, .atLeast(0))
    visitor.required("aborted", &aborted, .atLeast(0))
    visitor.required("total", &total, .atLeast(0))
    visitor.required("resultsWritten", &resultsWritten, .atLeast(0))
    visitor.optional("failuresNotRedrivable", &failuresNotRedrivable)
    visitor.optional("pendingRedrive", &pendingRedrive)
  }
}

/// The numbers of items of a map run.
public typealias MapRunItemCounts = MapRunCounts
/// The numbers of child executions of a map run.
public typealias MapRunExecutionCounts = MapRunCounts
