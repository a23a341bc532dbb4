import OrderedJSON

// State machines: created, described, changed, deleted, listed; their versions and aliases.
extension ServiceModel {
  static func deleting(_ arn: String) -> Refusal {
    Refusal("StateMachineDeleting", "State Machine is being deleted: '\(arn)'")
  }

  static func noMachine(_ arn: String) -> Refusal {
    Refusal("StateMachineDoesNotExist", "State Machine Does Not Exist: '\(arn)'")
  }

  static func noVersion(_ arn: String) -> Refusal {
    Refusal("StateMachineDoesNotExist", "State Machine Version Does Not Exist: '\(arn)'")
  }

  static let noResource = Refusal("ResourceNotFound", "Request references a resource that does not exist.")

  /// The machine that an ARN belongs to, if it is one of the caller's.
  func machine(_ named: Named, _ call: Call) throws(Refusal) -> Machine {
    guard named.scope == call.scope, let machine = machines[named.machine] else { throw Self.noMachine(named.text) }
    return machine
  }

  /// The same, unless it is being deleted.
  func activeMachine(_ named: Named, _ call: Call) throws(Refusal) -> Machine {
    let machine = try machine(named, call)
    if machine.isDeleting { throw Self.deleting(machine.arn) }
    return machine
  }

  // MARK: Configurations

  static let loggingOff: JSON = ["level": "OFF", "includeExecutionData": false]
  static let awsOwnedKey: JSON = ["type": "AWS_OWNED_KEY"]

  /// A logging configuration with its defaults.
  static func logging(_ given: JSON?) throws(Refusal) -> JSON {
    guard let given else { return loggingOff }
    var logging = given
    if given["level"] == nil { logging["level"] = "OFF" }
    if given["includeExecutionData"] == nil { logging["includeExecutionData"] = false }
    if logging["level"] != "OFF", given["destinations"]?.arrayValue?.count != 1 {
      throw Refusal(
        "InvalidLoggingConfiguration", "Invalid Logging Configuration: Must specify exactly one Log Destination.")
    }
    return logging
  }

  static func tracing(_ given: JSON?) -> JSON { ["enabled": given?["enabled"] ?? false] }

  static func encryption(_ given: JSON?) -> JSON {
    guard var given else { return awsOwnedKey }
    if given["type"] == "CUSTOMER_MANAGED_KMS_KEY", given["kmsDataKeyReusePeriodSeconds"] == nil {
      given["kmsDataKeyReusePeriodSeconds"] = 300
    }
    return given
  }

  /// Whether an answer leaves data out: that of others' keys, if only metadata is asked for.
  static func hidesData(_ call: Call, _ encryption: JSON) -> Bool {
    call["includedData"] == "METADATA_ONLY" && encryption["type"] == "CUSTOMER_MANAGED_KMS_KEY"
  }

  // MARK: State machines

  mutating func createStateMachine(_ call: Call) throws(Refusal) -> JSON {
    let name = call.text("name") ?? ""
    try checkName(name)
    try checkRole(call.text("roleArn") ?? "")
    let publishes = call["publish"] == true
    let description = call.text("versionDescription")
    if description != nil, !publishes {
      throw Refusal("ValidationException", "Version description can only be set when publish is true")
    }
    let tags = try Self.merged([:], call["tags"])
    let logging = try Self.logging(call["loggingConfiguration"])
    let isExpress = call["type"] == "EXPRESS"
    let definition = call.text("definition") ?? ""
    let known = try known(definition, isExpress, call)
    let arn = call.scope.arn("stateMachine:\(name)")
    let revision = Revision(
      id: nil, known: known, definition: definition, roleArn: call.text("roleArn") ?? "", logging: logging,
      tracing: Self.tracing(call["tracingConfiguration"]), encryption: Self.encryption(call["encryptionConfiguration"]),
      date: now)
    if let machine = machines[arn] {
      if machine.isDeleting { throw Self.deleting(arn) }
      var compared = revision
      compared.roleArn = machine.revision.roleArn
      guard machine.isExpress == isExpress, machine.revision.isSame(as: compared) else {
        throw Refusal("StateMachineAlreadyExists", "State Machine Already Exists: '\(arn)'")
      }
      if machine.createdPublishing, !publishes {
        throw Refusal(
          "StateMachineAlreadyExists",
          "State Machine Already Exists: This state machine was already created with a published version.")
      }
      guard machine.createdPublishing == publishes else {
        throw Refusal("StateMachineAlreadyExists", "State Machine Already Exists: '\(arn)'")
      }
      guard machine.createdDescription == description else {
        throw Refusal(
          "StateMachineAlreadyExists",
          "State Machine Already Exists: This state machine was already created with a published version using a "
            + "different description.")
      }
      return .members([
        "stateMachineArn": .text(arn), "creationDate": .time(machine.creation),
        "stateMachineVersionArn": publishes ? .text("\(arn):1") : nil,
      ])
    }
    var machine = Machine(
      arn: arn, name: name, isExpress: isExpress, creation: now, revision: revision, tags: tags,
      createdPublishing: publishes, createdDescription: description)
    let version = publishes ? publish(&machine, description) : nil
    machines[arn] = machine
    return .members([
      "stateMachineArn": .text(arn), "creationDate": .time(now),
      "stateMachineVersionArn": .text(version.map { "\(arn):\($0.number)" }),
    ])
  }

  /// The definition that a text is: the generator knows only a few, and one that is wrong.
  private func known(_ text: String, _ isExpress: Bool, _ call: Call) throws(Refusal) -> KnownDefinition {
    guard let known = Definitions.known(text, in: call.scope) else { throw Refusal("InvalidDefinition") }
    if isExpress, known.steps.contains(where: { if case .activity = $0 { true } else { false } }) {
      throw Refusal("InvalidDefinition")
    }
    return known
  }

  func describeStateMachine(_ call: Call) throws(Refusal) -> JSON {
    let arn = call.text("stateMachineArn") ?? ""
    let named = try machineARN(arn, labels: true)
    guard named.scope == call.scope else { throw Self.noMachine(arn) }
    if case .alias = named.resource { throw Refusal("ValidationException") }
    let machine = try machine(named, call)
    var (revision, date, description) = (machine.revision, machine.creation, String?.none)
    if case .version(_, let number) = named.resource {
      guard let version = machine.versions[number] else { throw Self.noVersion(arn) }
      (revision, date, description) = (version.revision, version.date, version.description)
    }
    // None of the definitions has a distributed Map.
    if named.isLabeled { throw Self.noMachine(arn) }
    return .members([
      "stateMachineArn": .text(arn), "name": .text(machine.name), "status": machine.isDeleting ? "DELETING" : "ACTIVE",
      "definition": Self.hidesData(call, revision.encryption) ? "{}" : .text(revision.definition),
      "roleArn": .text(revision.roleArn),
      "type": machine.isExpress ? "EXPRESS" : "STANDARD", "creationDate": .time(date),
      "loggingConfiguration": revision.logging, "tracingConfiguration": revision.tracing,
      "revisionId": .text(revision.id), "description": .text(description),
      "encryptionConfiguration": revision.encryption,
    ])
  }

  mutating func updateStateMachine(_ call: Call, _ actual: JSON) throws(Refusal) -> JSON {
    let arn = call.text("stateMachineArn") ?? ""
    let named = try machineARN(arn)
    guard case .machine = named.resource else { throw Self.noMachine(arn) }
    let (definition, role) = (call.text("definition"), call.text("roleArn"))
    let (logging, tracing) = (call["loggingConfiguration"], call["tracingConfiguration"])
    if definition == nil, call["encryptionConfiguration"] != nil {
      throw Refusal(
        "MissingRequiredParameter", "The definition must be specified when updating the EncryptionConfiguration")
    }
    if definition == nil, role == nil, logging == nil, tracing == nil {
      throw Refusal(
        "MissingRequiredParameter",
        "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified")
    }
    let description = call.text("versionDescription")
    if description != nil, call["publish"] != true {
      throw Refusal("ValidationException", "Version description can only be set when publish is true")
    }
    if let role { try checkRole(role) }
    var machine = try activeMachine(named, call)
    var revision = machine.revision
    if let definition {
      revision.definition = definition
      revision.known = try known(definition, machine.isExpress, call)
    }
    if let role { revision.roleArn = role }
    if logging != nil { revision.logging = try Self.logging(logging) }
    if tracing != nil { revision.tracing = Self.tracing(tracing) }
    if let encryption = call["encryptionConfiguration"] { revision.encryption = Self.encryption(encryption) }
    if !machine.revision.isSame(as: revision) {
      revision.id = newUUID(actual["revisionId"]?.stringValue)
      revision.date = now
      machine.revision = revision
      machine.published = nil
    }
    let version = call["publish"] == true ? publish(&machine, description) : nil
    machines[arn] = machine
    return .members([
      "updateDate": .time(machine.revision.date), "revisionId": .text(machine.revision.id),
      "stateMachineVersionArn": .text(version.map { "\(arn):\($0.number)" }),
    ])
  }

  mutating func deleteStateMachine(_ call: Call) throws(Refusal) -> JSON {
    let arn = call.text("stateMachineArn") ?? ""
    let named = try machineARN(arn)
    guard named.scope == call.scope, machines[arn]?.isDeleting == false else { return [:] }
    machines[arn]?.isDeleting = true
    finishDeletion(of: arn)
    return [:]
  }

  /// A machine that is being deleted is gone, with all that belongs to it, when no execution of it runs.
  mutating func finishDeletion(of arn: String) {
    guard machines[arn]?.isDeleting == true,
      !running.contains(where: { executions[$0]?.machine == arn })
    else { return }
    machines[arn] = nil
    goneMachines.append(arn)
    for execution in executions.values where execution.machine == arn { forget(execution.arn) }
  }

  mutating func listStateMachines(_ call: Call, _ actual: JSON) throws(Refusal) -> JSON {
    let head = call.scope.arn("")
    let items = machines.values.filter { $0.arn.hasPrefix(head) }.map { machine in
      (
        Position(text: machine.name),
        JSON.members([
          "stateMachineArn": .text(machine.arn), "name": .text(machine.name),
          "type": machine.isExpress ? "EXPRESS" : "STANDARD", "creationDate": .time(machine.creation),
        ])
      )
    }
    return try page("stateMachines", items, [], call, actual)
  }

  // MARK: Versions

  /// Publishes the current revision, unless that has been done.
  private func publish(_ machine: inout Machine, _ description: String?) -> Version {
    if let number = machine.published, let version = machine.versions[number] { return version }
    machine.lastVersion += 1
    let version = Version(
      number: machine.lastVersion, revision: machine.revision, description: description, date: now)
    machine.versions[version.number] = version
    machine.published = version.number
    return version
  }

  mutating func publishVersion(_ call: Call) throws(Refusal) -> JSON {
    let arn = call.text("stateMachineArn") ?? ""
    let named = try machineARN(arn)
    guard case .machine = named.resource else { throw Self.noMachine(arn) }
    var machine = try activeMachine(named, call)
    let current = machine.revision.id ?? "INITIAL"
    if let given = call.text("revisionId"), given != current {
      throw Refusal(
        "ConflictException",
        "Failed to publish the State Machine version for revision \(given). The current State Machine revision is "
          + "\(current).")
    }
    let version = publish(&machine, call.text("description"))
    machines[arn] = machine
    return .members(["creationDate": .time(version.date), "stateMachineVersionArn": .text("\(arn):\(version.number)")])
  }

  mutating func listVersions(_ call: Call, _ actual: JSON) throws(Refusal) -> JSON {
    let arn = call.text("stateMachineArn") ?? ""
    let named = try machineARN(arn)
    guard case .machine = named.resource else { throw Self.noMachine(arn) }
    let machine = try machine(named, call)
    let items = machine.versions.values.map { version in
      (
        Position(number: Int64(version.number)),
        JSON.members([
          "stateMachineVersionArn": .text("\(arn):\(version.number)"), "creationDate": .time(version.date),
        ])
      )
    }
    return try page("stateMachineVersions", items, latestFirst: true, [arn], call, actual)
  }

  mutating func deleteVersion(_ call: Call) throws(Refusal) -> JSON {
    let arn = call.text("stateMachineVersionArn") ?? ""
    let named = try machineARN(arn, labels: true)
    guard case .version(_, let number) = named.resource else { throw Self.wrongKind(named.kind) }
    guard named.scope == call.scope, var machine = machines[named.machine], machine.versions[number] != nil else {
      return [:]
    }
    let users = machine.aliases.filter { $0.routing.contains { $0.version == arn } }.map(\.name)
    guard users.isEmpty else {
      throw Refusal(
        "ConflictException",
        "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: "
          + "[\(users.joined(separator: ", "))]")
    }
    machine.versions[number] = nil
    if machine.published == number { machine.published = nil }
    machines[machine.arn] = machine
    return [:]
  }

  // MARK: Aliases

  /// The routing of a request, by version.
  private func routing(_ value: JSON) throws(Refusal) -> [Route] {
    let routes = (value.arrayValue ?? []).map { route in
      Route(
        version: route["stateMachineVersionArn"]?.stringValue ?? "", weight: Int(route["weight"]?.integerValue ?? 0))
    }
    guard 1...2 ~= routes.count else { throw Refusal("ValidationException") }
    let reason = "INVALID_ROUTING_CONFIGURATION"
    let list = "Received: [\(routes.map(\.version).joined(separator: ", "))]"
    let must = "Routing configuration must contain"
    var numbers: [String: Int] = [:]
    var owners: Set<String> = []
    for route in routes {
      let named = try parse(route.version)
      guard case .version(_, let number) = named.resource else {
        throw Refusal("ValidationException", "\(must) state machine version ARNs. \(list)", reason: reason)
      }
      numbers[route.version] = number
      owners.insert(named.machine)
    }
    if numbers.count < routes.count {
      throw Refusal("ValidationException", "\(must) distinct state machine version ARNs. \(list)", reason: reason)
    }
    if owners.count > 1 {
      throw Refusal(
        "ValidationException", "\(must) state machine version ARNs for the same state machine. \(list)", reason: reason)
    }
    guard routes.map(\.weight).reduce(0, +) == 100 else {
      let weights = routes.map { "\($0.weight)" }.joined(separator: ", ")
      throw Refusal(
        "ValidationException", "Sum of routing configuration weights must equal 100. Received: [\(weights)]",
        reason: reason)
    }
    return routes.sorted { (numbers[$0.version] ?? 0) < (numbers[$1.version] ?? 0) }
  }

  private func checkVersions(_ routing: [Route], of machine: Machine) throws(Refusal) {
    for route in routing {
      guard case .version(_, let number) = try parse(route.version).resource, machine.versions[number] != nil else {
        throw Self.noResource
      }
    }
  }

  mutating func createAlias(_ call: Call) throws(Refusal) -> JSON {
    let routing = try routing(call["routingConfiguration"] ?? [])
    let named = try parse(routing[0].version)
    let name = call.text("name") ?? ""
    guard named.scope == call.scope, var machine = machines[named.machine] else { throw Self.noResource }
    if machine.isDeleting { throw Self.deleting(machine.arn) }
    let arn = "\(machine.arn):\(name)"
    if let known = machine.aliases.first(where: { $0.name == name }) {
      guard known.description == call.text("description"), known.routing == routing else {
        throw Refusal(
          "ConflictException",
          "Failed to create alias because an alias with the same name and a different routing configuration already "
            + "exists.")
      }
      return ["stateMachineAliasArn": .string(arn), "creationDate": .time(known.creation)]
    }
    try checkVersions(routing, of: machine)
    machine.aliases.append(
      Alias(name: name, description: call.text("description"), routing: routing, creation: now))
    machines[machine.arn] = machine
    return ["stateMachineAliasArn": .string(arn), "creationDate": .time(now)]
  }

  /// The ARN of an alias, and the machine and the index of the alias if there is one.
  private func alias(_ call: Call) throws(Refusal) -> (arn: String, found: (machine: Machine, index: Int)?) {
    let arn = call.text("stateMachineAliasArn") ?? ""
    let named = try parse(arn)
    guard case .alias(_, let name) = named.resource else { throw Self.wrongKind(named.kind) }
    guard named.scope == call.scope, let machine = machines[named.machine],
      let index = machine.aliases.firstIndex(where: { $0.name == name })
    else { return (arn, nil) }
    return (arn, (machine, index))
  }

  mutating func updateAlias(_ call: Call) throws(Refusal) -> JSON {
    let (_, found) = try alias(call)
    let description = call.text("description")
    if description == nil, call["routingConfiguration"] == nil {
      throw Refusal(
        "ValidationException", "Either description or routing configuration must be specified",
        reason: "MISSING_REQUIRED_PARAMETER")
    }
    var routing: [Route]?
    if let value = call["routingConfiguration"] { routing = try self.routing(value) }
    guard let found else { throw Self.noResource }
    var machine = found.machine
    let index = found.index
    if machine.isDeleting { throw Self.deleting(machine.arn) }
    if let routing {
      for route in routing where try parse(route.version).machine != machine.arn {
        throw Refusal("ValidationException")
      }
      try checkVersions(routing, of: machine)
      machine.aliases[index].routing = routing
    }
    if let description { machine.aliases[index].description = description }
    machine.aliases[index].update = now
    machines[machine.arn] = machine
    return ["updateDate": .time(now)]
  }

  func describeAlias(_ call: Call) throws(Refusal) -> JSON {
    let (arn, found) = try alias(call)
    guard let (machine, index) = found else {
      throw Refusal("ResourceNotFound", "Resource not found: '\(arn)'")
    }
    let alias = machine.aliases[index]
    return .members([
      "stateMachineAliasArn": .text(arn), "name": .text(alias.name), "description": .text(alias.description),
      "routingConfiguration": .array(
        alias.routing.map { ["stateMachineVersionArn": .string($0.version), "weight": .integer($0.weight)] }),
      "creationDate": .time(alias.creation), "updateDate": alias.update.map { .time($0) },
    ])
  }

  mutating func deleteAlias(_ call: Call) throws(Refusal) -> JSON {
    guard let found = try alias(call).found else { return [:] }
    var machine = found.machine
    let index = found.index
    machine.aliases.remove(at: index)
    machines[machine.arn] = machine
    return [:]
  }

  mutating func listAliases(_ call: Call, _ actual: JSON) throws(Refusal) -> JSON {
    let arn = call.text("stateMachineArn") ?? ""
    let named = try machineARN(arn)
    let machine = try activeMachine(named, call)
    var aliases = machine.aliases
    switch named.resource {
    case .version: aliases.removeAll { !$0.routing.contains { $0.version == arn } }
    case .alias: throw Self.wrongKind(named.kind)
    case .machine, .execution, .express, .mapRun, .activity: break
    }
    let items = aliases.map { alias in
      (
        Position(number: alias.creation, text: alias.name),
        ["stateMachineAliasArn": .string("\(machine.arn):\(alias.name)"), "creationDate": .time(alias.creation)] as JSON
      )
    }
    return try page("stateMachineAliases", items, [arn], call, actual)
  }
}
