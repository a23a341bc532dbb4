import OrderedJSON

// Names, ARNs and constraints of members.
extension ServiceModel {
  /// What an ARN names.
  enum Resource: Hashable {
    case machine(name: String, label: String?)
    case version(of: String, Int)
    case alias(of: String, String)
    case execution(of: String, label: String?, name: String)
    case express
    case mapRun
    case activity(String)
  }

  /// An ARN taken apart.
  struct Named {
    var text: String
    var scope: Scope
    /// The part before the colon of the resource.
    var kind: String
    var resource: Resource

    /// The ARN of the machine that it belongs to, without label, version or alias.
    var machine: String {
      switch resource {
      case .machine(let name, _), .version(let name, _), .alias(let name, _), .execution(let name, _, _):
        scope.arn("stateMachine:\(name)")
      case .express, .mapRun, .activity: ""
      }
    }

    var isLabeled: Bool {
      switch resource {
      case .machine(_, let label), .execution(_, let label, _): label != nil
      case .version, .alias, .express, .mapRun, .activity: false
      }
    }
  }

  static func wrongKind(_ kind: String) -> Refusal {
    Refusal("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: \(kind)'")
  }

  /// Takes an ARN apart.
  func parse(_ text: String) throws(Refusal) -> Named {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 6, parts[0] == "arn", parts[1] == "aws", parts[2] == "states" else {
      throw Refusal("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: \(text)'")
    }
    let scope = Scope(region: parts[3], account: parts[4])
    let kind = parts[5]
    let rest = Array(parts.dropFirst(6))
    let named = rest.first.map { $0.split(separator: "/", maxSplits: 1).map(String.init) } ?? []
    let (name, label) = (named.first ?? "", named.count > 1 ? named[1] : nil)
    let resource: Resource
    switch (kind, rest.count) {
    case ("stateMachine", 1): resource = .machine(name: name, label: label)
    case ("stateMachine", 2): resource = Int(rest[1]).map { .version(of: name, $0) } ?? .alias(of: name, rest[1])
    case ("execution", 2): resource = .execution(of: name, label: label, name: rest[1])
    case ("express", 3): resource = .express
    case ("mapRun", 2): resource = .mapRun
    case ("activity", 1): resource = .activity(rest[0])
    default: throw Self.wrongKind(kind)
    }
    return Named(text: text, scope: scope, kind: kind, resource: resource)
  }

  /// The ARN of a state machine or of something that belongs to it; without a label where that is refused.
  func machineARN(_ text: String, labels: Bool = false) throws(Refusal) -> Named {
    let named = try parse(text)
    switch named.resource {
    case .machine, .version, .alias: break
    case .execution, .express, .mapRun, .activity: throw Self.wrongKind(named.kind)
    }
    if named.isLabeled, !labels {
      throw Refusal(
        "ValidationException", "Labeled State Machine ARNs are not supported for this API",
        reason: "API_DOES_NOT_SUPPORT_LABELED_ARNS")
    }
    return named
  }

  /// The ARN of a standard execution; without a label where that is refused.
  func executionARN(_ text: String, labels: Bool = true) throws(Refusal) -> Named {
    let named = try parse(text)
    guard case .execution = named.resource else { throw Self.wrongKind(named.kind) }
    if named.isLabeled, !labels {
      throw Refusal(
        "ValidationException", "Labeled Execution ARNs are not supported for this API",
        reason: "API_DOES_NOT_SUPPORT_LABELED_ARNS")
    }
    return named
  }

  func activityARN(_ text: String) throws(Refusal) -> Named {
    let named = try parse(text)
    guard case .activity = named.resource else { throw Self.wrongKind(named.kind) }
    return named
  }

  /// Checks the name of a machine, an execution or an activity.
  func checkName(_ name: String) throws(Refusal) {
    let forbidden = "<>{}[]?*\"#%\\^|~`$&,;:/"
    let isBad = name.unicodeScalars.contains { scalar in
      forbidden.unicodeScalars.contains(scalar) || scalar.properties.isWhitespace
        || [0...0x1f, 0x7f...0x9f, 0xfffe...0xffff].contains { $0.contains(scalar.value) }
    }
    if isBad { throw Refusal("InvalidName", "Invalid Name: '\(name)'") }
  }

  /// Checks the ARN of a role.
  func checkRole(_ text: String) throws(Refusal) {
    guard text.hasPrefix("arn:aws:") else { throw Refusal("InvalidArn", nil) }
  }

  // MARK: Constraints

  enum Rule: Sendable {
    /// A string with so many characters; messages show it unless it is sensitive.
    case text(ClosedRange<Int>, sensitive: Bool = false, Pattern? = nil)
    case number(ClosedRange<Int>)
    case choice([String])
    case other
  }

  enum Pattern: String, Sendable {
    case alias = #"^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$"#
    case ascii = #"\p{ASCII}*"#
    case printable = "[!-~]+"

    func matches(_ text: String) -> Bool {
      let scalars = text.unicodeScalars
      switch self {
      case .ascii: return scalars.allSatisfy(\.isASCII)
      case .printable: return !text.isEmpty && scalars.allSatisfy { ("!"..."~").contains($0) }
      case .alias:
        let isOther: (Unicode.Scalar) -> Bool = {
          ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ["_", "-", "."].contains($0)
        }
        return scalars.contains(where: isOther) && scalars.allSatisfy { isOther($0) || ("0"..."9").contains($0) }
      }
    }
  }

  struct Member: Sendable {
    var name: String
    var rule: Rule
    var isRequired: Bool

    static func required(_ name: String, _ rule: Rule = .text(1...256)) -> Member {
      Member(name: name, rule: rule, isRequired: true)
    }
    static func optional(_ name: String, _ rule: Rule) -> Member { Member(name: name, rule: rule, isRequired: false) }
  }

  private static let page: [Member] = [
    .optional("maxResults", .number(0...1_000)), .optional("nextToken", .text(1...1_024)),
  ]
  private static let name = Member.required("name", .text(1...80))
  private static let versionDescription = Member.optional("versionDescription", .text(0...256, sensitive: true))
  private static let description = Member.optional("description", .text(0...256, sensitive: true))
  private static let includedData = Member.optional("includedData", .choice(["ALL_DATA", "METADATA_ONLY"]))
  private static let start: [Member] = [
    .required("stateMachineArn"), .optional("name", .text(1...80)),
    .optional("input", .text(0...262_144, sensitive: true)), .optional("traceHeader", .text(0...256, .ascii)),
  ]
  private static let token = Member.required("taskToken", .text(1...2_048))
  private static let errorAndCause: [Member] = [
    .optional("error", .text(0...256, sensitive: true)), .optional("cause", .text(0...32_768, sensitive: true)),
  ]

  /// The members of requests that are strings, numbers and choices, in the order of the API model.
  static let members: [String: [Member]] = [
    "CreateActivity": [name],
    "DescribeActivity": [.required("activityArn")],
    "DeleteActivity": [.required("activityArn")],
    "ListActivities": page,
    "GetActivityTask": [.required("activityArn"), .optional("workerName", .text(1...80))],
    "CreateStateMachine": [
      name, .required("definition", .text(1...1_048_576, sensitive: true)), .required("roleArn"),
      .optional("type", .choice(["STANDARD", "EXPRESS"])), versionDescription,
    ],
    "DescribeStateMachine": [.required("stateMachineArn"), includedData],
    "UpdateStateMachine": [
      .required("stateMachineArn"), .optional("definition", .text(1...1_048_576, sensitive: true)),
      .optional("roleArn", .text(1...256)), versionDescription,
    ],
    "DeleteStateMachine": [.required("stateMachineArn")],
    "ListStateMachines": page,
    "PublishStateMachineVersion": [.required("stateMachineArn"), description],
    "ListStateMachineVersions": [.required("stateMachineArn")] + page.reversed(),
    "DeleteStateMachineVersion": [.required("stateMachineVersionArn", .text(1...2_000))],
    "CreateStateMachineAlias": [
      description, .required("name", .text(1...80, .alias)), .required("routingConfiguration", .other),
    ],
    "UpdateStateMachineAlias": [.required("stateMachineAliasArn"), description],
    "DescribeStateMachineAlias": [.required("stateMachineAliasArn")],
    "DeleteStateMachineAlias": [.required("stateMachineAliasArn")],
    "ListStateMachineAliases": [.required("stateMachineArn")] + page.reversed(),
    "TagResource": [.required("resourceArn"), .required("tags", .other)],
    "UntagResource": [.required("resourceArn"), .required("tagKeys", .other)],
    "ListTagsForResource": [.required("resourceArn")],
    "StartExecution": start,
    "StartSyncExecution": start + [includedData],
    "DescribeExecution": [.required("executionArn"), includedData],
    "DescribeStateMachineForExecution": [.required("executionArn"), includedData],
    "GetExecutionHistory": [
      .required("executionArn"), .optional("maxResults", .number(0...1_000)), .optional("nextToken", .text(1...1_024)),
    ],
    "ListExecutions": [
      .optional("stateMachineArn", .text(1...256)),
      .optional(
        "statusFilter", .choice(["SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"])),
      .optional("maxResults", .number(0...1_000)), .optional("nextToken", .text(1...3_096)),
      .optional("mapRunArn", .text(1...2_000)), .optional("redriveFilter", .choice(["REDRIVEN", "NOT_REDRIVEN"])),
    ],
    "StopExecution": [.required("executionArn")] + errorAndCause,
    "RedriveExecution": [.required("executionArn"), .optional("clientToken", .text(1...64, .printable))],
    "SendTaskSuccess": [token, .required("output", .text(0...262_144, sensitive: true))],
    "SendTaskFailure": [token] + errorAndCause,
    "SendTaskHeartbeat": [token],
    "ListMapRuns": [.required("executionArn")] + page,
    "DescribeMapRun": [.required("mapRunArn", .text(1...2_000))],
    "UpdateMapRun": [.required("mapRunArn", .text(1...2_000))],
  ]

  /// Checks the members of a request against the constraints of the API model.
  func checkConstraints(_ call: Call) throws(Refusal) {
    guard let members = Self.members[call.operation] else { return }
    var violations: [String] = []
    for member in members {
      guard let value = call[member.name], !value.isNull else {
        if member.isRequired { violations.append(Self.violation(nil, member.name, "not be null")) }
        continue
      }
      violations += try Self.violations(of: member, value)
    }
    guard !violations.isEmpty else { return }
    let count = violations.count == 1 ? "1 validation error" : "\(violations.count) validation errors"
    throw Refusal("ValidationException", "\(count) detected: \(violations.joined(separator: "; "))")
  }

  private static func violations(of member: Member, _ value: JSON) throws(Refusal) -> [String] {
    var rules: [String] = []
    var shown: String?
    switch member.rule {
    case .text(let length, let isSensitive, let pattern):
      guard let text = value.stringValue else { throw Refusal("SerializationException") }
      if !isSensitive { shown = text }
      let count = text.unicodeScalars.count
      if count > length.upperBound { rules.append("have length less than or equal to \(length.upperBound)") }
      if count < length.lowerBound { rules.append("have length greater than or equal to \(length.lowerBound)") }
      if let pattern, !pattern.matches(text) {
        rules.append("satisfy regular expression pattern: \(pattern.rawValue)")
      }
    case .number(let range):
      guard let number = value.integerValue else { throw Refusal("SerializationException") }
      shown = "\(number)"
      if number > range.upperBound { rules.append("have value less than or equal to \(range.upperBound)") }
      if number < range.lowerBound { rules.append("have value greater than or equal to \(range.lowerBound)") }
    case .choice(let values):
      guard let text = value.stringValue else { throw Refusal("SerializationException") }
      shown = text
      if !values.contains(text) { rules.append("satisfy enum value set: [\(values.joined(separator: ", "))]") }
    case .other: break
    }
    return rules.map { violation(shown, member.name, $0) }
  }

  private static func violation(_ shown: String?, _ path: String, _ rule: String) -> String {
    "Value\(shown.map { " '\($0)'" } ?? "") at '\(path)' failed to satisfy constraint: Member must \(rule)"
  }
}
