public import OrderedJSON

extension TaskID: WireForm {
  /// `[branch, serial]`.
  public var wireForm: JSON { [.integer(Int64(branch)), .integer(Int64(serial))] }

  /// Reads `[branch, serial]`.
  public init(wireForm: JSON) throws(WireFormError) {
    let parts = try WireReader(wireForm).elements(2)
    self.init(branch: try parts[0].integer(0...Int32.max), serial: try parts[1].integer())
  }
}

extension MapRunID: WireForm {
  /// `[branch, serial]`.
  public var wireForm: JSON { [.integer(Int64(branch)), .integer(Int64(serial))] }

  /// Reads `[branch, serial]`.
  public init(wireForm: JSON) throws(WireFormError) {
    let parts = try WireReader(wireForm).elements(2)
    self.init(branch: try parts[0].integer(0...Int32.max), serial: try parts[1].integer())
  }
}

extension TimerID: WireForm {
  /// `[kind, branch, serial]`; the execution's own has the branch -1.
  public var wireForm: JSON { [.string(kind.wireName), .integer(Int64(branch)), .integer(Int64(serial))] }

  /// Reads `[kind, branch, serial]`.
  public init(wireForm: JSON) throws(WireFormError) {
    let parts = try WireReader(wireForm).elements(3)
    let name = try parts[0].string()
    guard let kind = Kind.allCases.first(where: { $0.wireName == name }) else { throw parts[0].problem("a kind") }
    let branches: ClosedRange<Int32> = kind == .execution ? -1 ... -1 : 0...Int32.max
    self.init(branch: try parts[1].integer(branches), serial: try parts[2].integer(), kind: kind)
  }
}

extension TimerID.Kind {
  fileprivate var wireName: String {
    switch self {
    case .wait: "wait"
    case .retry: "retry"
    case .taskTimeout: "timeout"
    case .heartbeat: "heartbeat"
    case .execution: "execution"
    }
  }
}
