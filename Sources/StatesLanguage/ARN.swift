/// The Amazon Resource Name of a Step Functions resource.
///
/// `arn:<partition>:states:<region>:<account>:<resource>`, where the resource has one of these forms:
///
/// | | resource |
/// |---|---|
/// | state machine | `stateMachine:<name>` |
/// | a version or an alias of it | `stateMachine:<name>:<qualifier>` |
/// | the item processor of a distributed Map | `stateMachine:<name>/<label>` |
/// | execution | `execution:<name>:<execution>` |
/// | execution of a map run's child | `execution:<name>/<label>:<execution>` |
/// | express execution | `express:<name>:<execution>:<id>`, for a child `express:<name>/<label>:<execution>:<id>` |
/// | map run | `mapRun:<name>/<label>:<id>` |
/// | activity | `activity:<name>` |
///
/// Parsing and printing are inverse to each other: ``init(_:)`` accepts exactly what ``description`` returns.
public struct ARN: Sendable, Hashable {
  /// `aws`, `aws-cn`, `aws-us-gov`.
  public var partition: String
  /// The region: `us-east-1`.
  public var region: String
  /// The account number, 12 digits in the service.
  public var account: String
  /// The resource.
  public var resource: Resource

  /// A state machine's name and, for the item processor of a distributed Map, the Map's label.
  public struct Machine: Sendable, Hashable {
    /// The state machine's name.
    public var name: String
    /// The label of a distributed Map in it: `Label`, or the name that the service generated instead.
    public var label: String?

    /// A state machine, or the item processor of a distributed Map in it.
    public init(_ name: String, label: String? = nil) {
      self.name = name
      self.label = label
    }
  }

  /// What an ARN of Step Functions can name.
  public enum Resource: Sendable, Hashable {
    /// A state machine, or a Map's item processor.
    case stateMachine(Machine)
    /// A version of a state machine, from 1.
    case version(of: String, Int)
    /// An alias of a state machine; it has at least one character that is not a digit.
    case alias(of: String, String)
    /// An execution of a standard state machine or item processor.
    case execution(of: Machine, name: String)
    /// An execution of an express state machine or item processor; `id` distinguishes executions with the same name.
    case expressExecution(of: Machine, name: String, id: String)
    /// A map run.
    case mapRun(of: Machine, id: String)
    /// An activity.
    case activity(String)
  }

  /// Makes an ARN.
  ///
  /// - Parameter partition: the partition; that of the region by default.
  public init(partition: String? = nil, region: String, account: String, _ resource: Resource) {
    self.partition = partition ?? Self.partition(of: region)
    self.region = region
    self.account = account
    self.resource = resource
  }

  /// The partition that a region belongs to: `aws-cn` for `cn-north-1`, `aws-us-gov` for `us-gov-west-1`, `aws` for all
  /// that belong to no other one.
  ///
  /// - SeeAlso: AWS Fault Isolation Boundaries, "Partitions".
  public static func partition(of region: String) -> String {
    partitions.first { region.utf8.starts(with: $0.prefix.utf8) }?.name ?? "aws"
  }

  private static let partitions: [(prefix: String, name: String)] = [
    ("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("us-iso-", "aws-iso"), ("us-isob-", "aws-iso-b"),
    ("eu-isoe-", "aws-iso-e"), ("us-isof-", "aws-iso-f"), ("eusc-", "aws-eusc"),
  ]

  /// The ARN of another resource of the same partition, region and account.
  public func with(_ resource: Resource) -> ARN {
    ARN(partition: partition, region: region, account: account, resource)
  }

  /// The state machine that the resource belongs to, with the label of a Map if it has one; `nil` for an activity.
  public var machine: Machine? {
    switch resource {
    case .stateMachine(let machine), .execution(let machine, _), .expressExecution(let machine, _, _),
      .mapRun(let machine, _):
      machine
    case .version(let name, _), .alias(let name, _): Machine(name)
    case .activity: nil
    }
  }
}

// MARK: Parsing

extension ARN {
  /// Reads an ARN; `nil` if the string is not an ARN of Step Functions or a part of it is empty.
  ///
  /// Names are not checked against the rules for names: that happens when a resource is created.
  public init?(_ text: String) {
    guard let parts = ARNParts(text), parts.service == "states", !parts.region.isEmpty, !parts.account.isEmpty,
      let resource = Resource(parts.resource)
    else { return nil }
    self.init(
      partition: String(parts.partition), region: String(parts.region), account: String(parts.account), resource)
  }
}

extension ARN.Resource {
  fileprivate init?(_ text: Substring) {
    // By bytes, as ARNs are compared: whatever follows a colon, it separates.
    let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map { Substring($0) }
    guard parts.count >= 2, parts.allSatisfy({ !$0.isEmpty }), let machine = ARN.Machine(parts[1]) else { return nil }
    switch (parts[0], parts.count) {
    case ("stateMachine", 2): self = .stateMachine(machine)
    case ("stateMachine", 3) where machine.label == nil:
      self = .qualified(machine.name, by: parts[2])
    case ("execution", 3): self = .execution(of: machine, name: String(parts[2]))
    case ("express", 4): self = .expressExecution(of: machine, name: String(parts[2]), id: String(parts[3]))
    case ("mapRun", 3) where machine.label != nil: self = .mapRun(of: machine, id: String(parts[2]))
    case ("activity", 2) where machine.label == nil: self = .activity(machine.name)
    default: return nil
    }
  }

  /// A qualifier of digits without a leading zero is a version; the service accepts nothing else as one.
  private static func qualified(_ name: String, by qualifier: Substring) -> ARN.Resource {
    if qualifier.first != "0", qualifier.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(qualifier) {
      return .version(of: name, number)
    }
    return .alias(of: name, String(qualifier))
  }
}

extension ARN.Machine {
  fileprivate init?(_ text: Substring) {
    let bytes = text.utf8
    guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else {
      self.init(String(text))
      return
    }
    let label = Substring(bytes[bytes.index(after: slash)...])
    guard slash > text.startIndex, !label.isEmpty, !label.utf8.contains(UInt8(ascii: "/")) else { return nil }
    self.init(String(text[..<slash]), label: String(label))
  }
}

// MARK: Printing

extension ARN: CustomStringConvertible {
  /// The ARN's text.
  public var description: String { "\(head)\(resource)" }

  /// What the ARNs of all resources of the account and region begin with.
  package var head: String { "arn:\(partition):states:\(region):\(account):" }
}

extension ARN.Resource: CustomStringConvertible {
  /// The part of the ARN after the account.
  public var description: String {
    switch self {
    case .stateMachine(let machine): "stateMachine:\(machine)"
    case .version(let name, let number): "stateMachine:\(name):\(number)"
    case .alias(let name, let alias): "stateMachine:\(name):\(alias)"
    case .execution(let machine, let name): "execution:\(machine):\(name)"
    case .expressExecution(let machine, let name, let id): "express:\(machine):\(name):\(id)"
    case .mapRun(let machine, let id): "mapRun:\(machine):\(id)"
    case .activity(let name): "activity:\(name)"
    }
  }
}

extension ARN.Machine: CustomStringConvertible {
  /// The name, with the label after a slash if there is one.
  public var description: String { label.map { "\(name)/\($0)" } ?? name }
}
