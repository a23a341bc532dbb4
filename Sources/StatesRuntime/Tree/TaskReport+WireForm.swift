public import OrderedJSON
public import StatesEngine

extension TaskReport {
  /// A part of a report; the parts are delivered to executions in this order.
  enum Step {
    /// A worker has started the task.
    case started(worker: String?)
    /// The request was answered.
    case submitted(JSON)
    /// Its worker sends heartbeats from now on, of which so many have been sent.
    case beating(Heartbeats, sent: Int)
    /// It ended, after a number of milliseconds.
    indirect case ended(Outcome, after: Int64)
  }
}

extension TaskReport.Step: WireForm {
  private enum Name: String { case started, submitted, beating, ended }

  /// `["started", worker or null]`, `["submitted", output]`, `["beating", interval, count or null, sent]` or
  /// `["ended", outcome, milliseconds]`.
  var wireForm: JSON {
    func form(_ name: Name, _ parts: JSON...) -> JSON { .array([.string(name.rawValue)] + parts) }
    switch self {
    case .started(let worker): return form(.started, worker.map { .string($0) } ?? .null)
    case .submitted(let output): return form(.submitted, output)
    case .beating(let heartbeats, let sent):
      return form(
        .beating, .integer(heartbeats.milliseconds), heartbeats.count.map { .integer($0) } ?? .null, .integer(sent))
    case .ended(let outcome, let milliseconds): return form(.ended, outcome.wireForm, .integer(milliseconds))
    }
  }

  init(wireForm: JSON) throws(WireFormError) {
    let whole = WireReader(wireForm)
    guard let first = try whole.elements().first, let name = Name(rawValue: try first.string()) else {
      throw whole.problem("a part of a task's report")
    }
    switch name {
    case .started: self = .started(worker: try whole.elements(2)[1].optionalString())
    case .submitted: self = .submitted(try whole.elements(2)[1].json)
    case .beating:
      let parts = try whole.elements(4)
      let heartbeats = TaskReport.Heartbeats(
        milliseconds: try parts[1].integer(1...Int64.max),
        count: parts[2].json.isNull ? nil : try parts[2].integer(0...Int.max))
      self = .beating(heartbeats, sent: try parts[3].integer(0...Int.max))
    case .ended:
      let parts = try whole.elements(3)
      self = .ended(try parts[1].value(), after: try parts[2].integer(0...Int64.max))
    }
  }
}

extension TaskReport.Outcome: WireForm {
  private enum Name: String { case succeeded, failed, rejected, pending, never }

  /// `["succeeded", output]`, `["failed", error or null, cause or null]`, `["rejected", cause]`, `["pending"]` or
  /// `["never"]`.
  public var wireForm: JSON {
    func form(_ name: Name, _ parts: JSON...) -> JSON { .array([.string(name.rawValue)] + parts) }
    switch self {
    case .succeeded(let output): return form(.succeeded, output)
    case .failed(let error, let cause):
      return form(.failed, error.map { .string($0) } ?? .null, cause.map { .string($0) } ?? .null)
    case .rejected(let cause): return form(.rejected, .string(cause))
    case .pending: return form(.pending)
    case .never: return form(.never)
    }
  }

  /// Reads the result of ``wireForm``.
  public init(wireForm: JSON) throws(WireFormError) {
    let whole = WireReader(wireForm)
    guard let first = try whole.elements().first, let name = Name(rawValue: try first.string()) else {
      throw whole.problem("how a task ended")
    }
    switch name {
    case .succeeded: self = .succeeded(try whole.elements(2)[1].json)
    case .failed:
      let parts = try whole.elements(3)
      self = .failed(error: try parts[1].optionalString(), cause: try parts[2].optionalString())
    case .rejected: self = .rejected(cause: try whole.elements(2)[1].string())
    case .pending:
      _ = try whole.elements(1)
      self = .pending
    case .never:
      _ = try whole.elements(1)
      self = .never
    }
  }
}
