import OrderedJSON
import StatesEngine
import StatesLanguage

/// The context object of a state under test: a given one, or one like the service's.
enum TestStateContext {
  /// Reads and checks a given context object. The state does not see what it lacks.
  static func given(_ text: String, for definition: DefinitionUnderTest) throws(TestStateError) -> JSON.Object {
    guard let object = (try? JSON(parsing: text))?.objectValue else { throw invalid("it must be a JSON object") }
    try checkNames(object, fields)
    if object["Task"] != nil, !definition.state.isJobOrCallback {
      throw invalid(
        "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' "
          + "service integration pattern")
    }
    if object["Map"] != nil, !definition.isInMap {
      throw invalid("'Map' field is not supported when mocking a Context object")
    }
    try checkKinds(object, fields, "")
    return object
  }

  /// The context object that the service creates.
  static func made(
    for definition: DefinitionUnderTest, input: JSON, roleARN: String?, retryCount: Int, at time: Timestamp
  ) -> JSON.Object {
    let state = definition.state
    let identity = ExecutionIdentity(stateMachineName: "TestState", name: "test", roleARN: roleARN)
    var own: JSON.Object = [
      "Name": .string(DefinitionUnderTest.stateName), "EnteredTime": .string(time.description),
    ]
    var role: JSON = roleARN.map(JSON.string) ?? .null
    switch state.kind {
    case .task, .parallel, .map:
      own["RetryCount"] = .integer(retryCount)
      // Records of JSONata states that were tested with a mock contain a role; those of JSONPath states do not.
      if state.queryLanguage == .jsonata { role = .string(identity.roleARN) }
    case .choice, .wait, .pass, .succeed, .fail: break
    }
    var context: JSON.Object = [
      "Execution": [
        "Id": .string(Self.executionARN(identity)), "Input": input, "Name": .string(identity.name), "RoleArn": role,
        "StartTime": .string(time.description),
      ],
      "StateMachine": ["Id": .string(identity.stateMachineARN), "Name": .string(identity.stateMachineName)],
      "State": .object(own),
    ]
    if state.isJobOrCallback { context["Task"] = ["Token": "AQCEAAAAKgAAAAMAAAAAAAAAAtest"] }
    return context
  }

  /// TestState shows the ARN of an express execution without the part that would tell it from others of its name.
  private static func executionARN(_ identity: ExecutionIdentity) -> String {
    "\(identity.arn.head)express:\(identity.stateMachineName):\(identity.name)"
  }

  // MARK: Checks

  private indirect enum Field {
    case any, text, number
    case object([(String, Field)])
  }

  /// The fields that a context object may have.
  private static let fields: [(String, Field)] = [
    (
      "Execution",
      .object([
        ("Id", .text), ("Input", .any), ("StartTime", .text), ("Name", .text), ("RoleArn", .text),
        ("RedriveCount", .number), ("RedriveTime", .text),
      ])
    ),
    ("StateMachine", .object([("Id", .text), ("Name", .text)])),
    ("State", .object([("Name", .text), ("EnteredTime", .text), ("RetryCount", .number)])),
    ("Task", .object([("Token", .text)])),
    (
      "Map", .object([("Item", .object([("Index", .number), ("Value", .any), ("Key", .text), ("Source", .text)]))])
    ),
  ]

  private static func invalid(_ text: String) -> TestStateError {
    .validation("Invalid Context object provided: \(text)")
  }

  private static func checkNames(_ object: JSON.Object, _ fields: [(String, Field)]) throws(TestStateError) {
    for member in object.members {
      guard let field = fields.first(where: { $0.0 == member.key })?.1 else {
        throw invalid("Field '\(member.key)' is not allowed")
      }
      if case .object(let inner) = field, case .object(let nested) = member.value { try checkNames(nested, inner) }
    }
  }

  private static func checkKinds(
    _ object: JSON.Object, _ fields: [(String, Field)], _ path: String
  ) throws(TestStateError) {
    for (name, field) in fields {
      guard let value = object[name] else { continue }
      switch (field, value) {
      case (.any, _), (.text, .string), (.number, .number): break
      case (.object(let inner), .object(let nested)): try checkKinds(nested, inner, path + name + ".")
      case (.text, _): throw invalid("\(path + name) must be a string")
      case (.number, _): throw invalid("\(path + name) must be a number")
      case (.object, _): throw invalid("\(path + name) must be an object")
      }
    }
  }
}

extension StateMachine.State {
  /// Whether the state is a task with the pattern `.sync` or `.waitForTaskToken`.
  fileprivate var isJobOrCallback: Bool {
    guard case .task(let task) = kind, case .integration(let integration) = task.resource else { return false }
    return integration.pattern != .requestResponse
  }
}
