public import StatesLanguage

/// Which child of which map run an execution is.
public final class MapRunChildIdentity: Sendable {
  /// The map run's ARN.
  public let mapRunARN: String
  /// The child's index among the run's children, from 0.
  public let index: Int
  /// How many items it represents.
  public let itemCount: Int

  /// The cause with which the child is stopped when its map run fails or is stopped; there is no error name then.
  public var causeWhenStopped: String { ErrorText.mapRunAborted(mapRunARN) }

  init(mapRunARN: String, index: Int, itemCount: Int) {
    self.mapRunARN = mapRunARN
    self.index = index
    self.itemCount = itemCount
  }
}

/// Who an execution is: its type, names and ARNs, as the context object and the history show them.
///
/// ```swift
/// let identity = ExecutionIdentity(stateMachineName: "Orders", name: "order-7", region: "eu-west-1")
/// identity.executionARN    // arn:aws:states:eu-west-1:111111111111:execution:Orders:order-7
/// ```
public struct ExecutionIdentity: Sendable, Hashable {
  /// What it has in common with the other executions of its state machine.
  let family: ExecutionFamily
  /// The execution's name. That of an express child of a map run ends with a colon and the unique part of its ARN.
  public let name: String
  /// The unique part of an express execution's ARN, where the name does not have it.
  let id: String?
  /// The execution's ARN.
  public let executionARN: String
  /// The role that the execution assumes.
  public var roleARN: String
  /// How often it has been redriven.
  var redrives = 0
  /// When the execution was last redriven, if ever.
  public internal(set) var redriveTime: Timestamp?

  init(_ family: ExecutionFamily, name: String, id: String?, roleARN: String) {
    self.family = family
    self.name = name
    self.id = family.type == .standard ? nil : id
    self.roleARN = roleARN
    executionARN = family.executionPrefix + name + (self.id.map { ":" + $0 } ?? "")
  }

  /// The identity of a standard execution, with ARNs made of names, account and region as the service makes them.
  ///
  /// An ``Execution`` of an express state machine makes an express one of it.
  ///
  /// - Parameters:
  ///   - stateMachineName: the state machine's name.
  ///   - name: the execution's name.
  ///   - region: the region.
  ///   - account: the account's number.
  ///   - roleARN: the role that the execution assumes; one named after the state machine by default.
  ///   - partition: the partition; that of the region by default.
  public init(
    stateMachineName: String, name: String, region: String = "us-east-1", account: String = "111111111111",
    roleARN: String? = nil, partition: String? = nil
  ) {
    let arn = ARN(
      partition: partition, region: region, account: account, .stateMachine(ARN.Machine(stateMachineName)))
    self.init(
      ExecutionFamily(arn, ARN.Machine(stateMachineName), .standard), name: name, id: nil,
      roleARN: roleARN ?? "arn:\(arn.partition):iam::\(account):role/\(stateMachineName)-role")
  }

  /// The identity of an execution that has an ARN already; `nil` if the ARN is of something else.
  ///
  /// - Parameters:
  ///   - arn: the execution's ARN.
  ///   - roleARN: the role that the execution assumes.
  public init?(_ arn: ARN, roleARN: String) {
    switch arn.resource {
    case .execution(let machine, let name):
      self.init(
        ExecutionFamily(arn.with(.stateMachine(machine)), machine, .standard), name: name, id: nil, roleARN: roleARN)
    case .expressExecution(let machine, let name, let id):
      let isChild = machine.label != nil
      self.init(
        ExecutionFamily(arn.with(.stateMachine(machine)), machine, .express), name: isChild ? "\(name):\(id)" : name,
        id: isChild ? nil : id, roleARN: roleARN)
    case .stateMachine, .version, .alias, .mapRun, .activity: return nil
    }
  }

  // MARK: What it is

  /// Standard or express: the form of the ARN, the longest time that the execution may take, and whether it can be
  /// redriven depend on it.
  public var type: StateMachineType { family.type }

  /// The execution's ARN as a value.
  public var arn: ARN {
    switch type {
    case .standard: return family.arn.with(.execution(of: family.machine, name: name))
    case .express:
      if let id { return family.arn.with(.expressExecution(of: family.machine, name: name, id: id)) }
      let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
      return family.arn.with(
        .expressExecution(of: family.machine, name: parts.first ?? "", id: parts.count > 1 ? parts[1] : ""))
    }
  }

  /// The state machine's ARN; with the Map's label for a child of a map run.
  public var stateMachineARN: String { family.stateMachineARN }
  /// The state machine's name, without a label.
  public var stateMachineName: String { family.machine.name }
  /// The region, as in `TaskScheduled` events.
  public var region: String { family.arn.region }
  /// The account's number.
  public var account: String { family.arn.account }
  /// The partition: `aws`.
  public var partition: String { family.arn.partition }

  /// How often the execution has been redriven, or `nil` for an express execution, whose context object does not say.
  public var redriveCount: Int? { type == .express ? nil : redrives }

  // MARK: Others

  /// The identity of another execution of the same state machine, never redriven.
  ///
  /// What both have in common is kept once in memory.
  public func named(_ name: String) -> ExecutionIdentity {
    ExecutionIdentity(family, name: name, id: id, roleARN: roleARN)
  }

  /// The same execution as one of an express state machine.
  ///
  /// - Parameter id: what tells it apart from other executions of that name.
  public func express(id: String) -> ExecutionIdentity {
    ExecutionIdentity(
      ExecutionFamily(family.arn, family.machine, .express), name: name, id: id, roleARN: roleARN)
  }
}

/// What the executions of one state machine, or of the item processor of one distributed Map, have in common: made once
/// for all of them.
final class ExecutionFamily: Sendable {
  /// The state machine's ARN.
  let arn: ARN
  let machine: ARN.Machine
  let type: StateMachineType
  /// The state machine's ARN as a string.
  let stateMachineARN: String
  /// The executions' ARNs up to their names.
  let executionPrefix: String

  init(_ arn: ARN, _ machine: ARN.Machine, _ type: StateMachineType) {
    self.arn = arn
    self.machine = machine
    self.type = type
    stateMachineARN = arn.description
    executionPrefix =
      switch type {
      case .standard: "\(arn.head)execution:\(machine):"
      case .express: "\(arn.head)express:\(machine):"
      }
  }

  /// The name of the execution with an ARN.
  func name(in executionARN: String) -> String {
    let rest = executionARN.utf8.dropFirst(executionPrefix.utf8.count)
    // Only the names of a map run's express children have the unique part of the ARN.
    guard type == .express, machine.label == nil, let colon = rest.lastIndex(of: 0x3a) else {
      return String(Substring(rest))
    }
    return String(Substring(rest[..<colon]))
  }

  /// The family of the children of a distributed Map.
  ///
  /// Labels are unique in a state machine, so that of a Map in another one's item processor stands alone.
  convenience init(childrenOf identity: ExecutionIdentity, label: String, _ type: StateMachineType) {
    let machine = ARN.Machine(identity.stateMachineName, label: label)
    self.init(identity.family.arn.with(.stateMachine(machine)), machine, type)
  }
}

extension ExecutionFamily: Hashable {
  static func == (a: ExecutionFamily, b: ExecutionFamily) -> Bool {
    a === b || (a.type == b.type && a.stateMachineARN == b.stateMachineARN)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(type)
    hasher.combine(stateMachineARN)
  }
}
