import StatesEngine
import StatesLanguage

// ARNs as requests give them.
extension ServiceScope {
  /// Reads an ARN of Step Functions.
  func parse(_ text: String) throws(StepFunctionsError) -> ARN {
    guard let parts = ARNParts(text), parts.service == "states" else { throw .malformedArn(text) }
    guard let arn = ARN(text) else {
      // The kind may be known, and the rest not be of its form.
      throw .wrongResource(String(parts.resource.prefix { $0 != ":" }))
    }
    return arn
  }

  /// The error for an ARN of another kind.
  func wrongKind(_ arn: ARN) -> StepFunctionsError {
    .wrongResource(String(arn.resource.description.prefix { $0 != ":" }))
  }

  /// The ARN of a standard execution.
  func executionARN(_ text: String) throws(StepFunctionsError) -> ARN {
    let arn = try parse(text)
    switch arn.resource {
    case .execution: return arn
    // The children of map runs are shown whatever their type.
    case .expressExecution(let machine, _, _) where machine.label != nil: return arn
    case .expressExecution, .stateMachine, .version, .alias, .mapRun, .activity: throw wrongKind(arn)
    }
  }

  /// The ARN of an execution that is not a child of a map run.
  func unlabeledExecutionARN(_ text: String) throws(StepFunctionsError) -> ARN {
    let arn = try parse(text)
    switch arn.resource {
    case .execution(let machine, _):
      if machine.label != nil { throw .labeledExecution() }
      return arn
    case .expressExecution, .stateMachine, .version, .alias, .mapRun, .activity: throw wrongKind(arn)
    }
  }

  /// The ARN of an activity.
  func activityARN(_ text: String) throws(StepFunctionsError) -> ARN {
    let arn = try parse(text)
    guard case .activity = arn.resource else { throw wrongKind(arn) }
    return arn
  }

  /// The ARN of a map run.
  func mapRunARN(_ text: String) throws(StepFunctionsError) -> ARN {
    let arn = try parse(text)
    guard case .mapRun = arn.resource else { throw wrongKind(arn) }
    return arn
  }

  /// The ARN of a state machine, or of something that belongs to one: a version, an alias, an item processor.
  func machineARN(_ text: String) throws(StepFunctionsError) -> ARN {
    let arn = try parse(text)
    switch arn.resource {
    case .stateMachine, .version, .alias: return arn
    case .execution, .expressExecution, .mapRun, .activity: throw wrongKind(arn)
    }
  }

  /// The same, for operations that refuse ARNs with a label.
  func unlabeledMachineARN(_ text: String) throws(StepFunctionsError) -> ARN {
    let arn = try machineARN(text)
    if case .stateMachine(let machine) = arn.resource, machine.label != nil { throw .labeledMachine() }
    return arn
  }

  /// The ARN of an alias.
  func aliasARN(_ text: String) throws(StepFunctionsError) -> ARN {
    let arn = try parse(text)
    guard case .alias = arn.resource else { throw wrongKind(arn) }
    return arn
  }

  /// Checks the name of something that is created.
  func checkName(_ name: String) throws(StepFunctionsError) {
    guard NameRule.allows(name) else { throw .invalidName(name) }
  }

  /// Checks the ARN of a role, which need not exist.
  func checkRole(_ text: String) throws(StepFunctionsError) {
    let prefix = "role/"
    guard let parts = ARNParts(text), parts.service == "iam", parts.region.isEmpty, parts.account.utf8.count == 12,
      parts.account.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), parts.resource.hasPrefix(prefix),
      parts.resource.utf8.count > prefix.utf8.count
    else { throw .invalidRole(text) }
  }
}

extension ARN {
  /// The ARN of the state machine that this one belongs to, without version, alias or label.
  var plainMachine: String? {
    guard let machine else { return nil }
    return with(.stateMachine(Machine(machine.name))).description
  }
}
