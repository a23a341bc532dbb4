import OrderedJSON

/// Every message that the service prints about the errors of an execution, by the part that prints it.
enum ErrorText {
  /// The start of most messages: the state, and the event at which it was entered.
  static func inState(_ name: String, enteredAt event: Int32, _ text: String) -> String {
    "An error occurred while executing the state '\(name)' (entered at the event id #\(event)). \(text)"
  }

  // MARK: Paths

  static func invalidPath(_ path: String, _ reason: String) -> String { "Invalid path '\(path)' : \(reason)" }

  static func invalidChoicePath(_ path: String) -> String {
    "Invalid path '\(path)': The choice state's condition path references an invalid value."
  }

  static let noChoice = "Failed to transition out of the state. The state does not point to a next state."

  static func mustPointToArray(_ path: String) -> String { "Reference path \"\(path)\" must point to array." }

  // MARK: Wait

  static func doesNotReference(_ field: String, _ path: String) -> String {
    "The \(field) parameter does not reference an input value: \(path)"
  }

  static func negative(_ field: String, _ path: String, _ value: JSON) -> String {
    "The \(field) parameter references a negative value: \(path) == \(shown(value))"
  }

  static func tooLong(_ field: String, _ path: String, _ value: JSON) -> String {
    "The \(field) parameter references a value greater than 99999999: \(path) == \(shown(value))"
  }

  static func notLong(_ field: String, _ path: String, _ value: JSON) -> String {
    "The \(field) parameter cannot be parsed as a long value: \(path) == \(shown(value))"
  }

  static func notTimestamp(_ path: String, _ value: JSON) -> String {
    "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: "
      + "\(path) == \(shown(value))"
  }

  static func timestampNotParsed(_ text: String) -> String {
    "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: \(text)"
  }

  static let delayTooLong = "Wait state delay is too long."

  // MARK: Numbers of Map and Task

  static func notInteger(_ field: String, _ path: String, _ value: JSON) -> String {
    "The \(field) field refers to value \"\(shown(value))\" which is not a valid integer: \(path)"
  }

  static func notFloat(_ field: String, _ path: String, _ value: JSON) -> String {
    "The \(field) field refers to value \"\(shown(value))\" which is not a valid float: \(path)"
  }

  static func cannotBeNegative(_ field: String) -> String { "\(field) cannot be negative." }

  static let percentageRange = "ToleratedFailurePercentage must be between 0 and 100."

  static func percentageOutOfRange(_ value: String) -> String {
    "ToleratedFailurePercentage must be between 0 and 100 but was: \(value)"
  }

  static func outOfRange(_ field: String, _ value: String) -> String {
    "\(field) must be between 0 and 99999999 but was: \(value)"
  }

  static func fieldNotInteger(_ field: String, _ value: String) -> String {
    "The \(field) field cannot be parsed as an integer: \(value)"
  }

  static let inlineOnly = "The ItemReader, ItemBatcher and ResultWriter fields are not supported for INLINE maps"

  static func mapInputNotArray(_ value: JSON) -> String { "Map state input must be an array but was: \(value)" }

  static let toleratedFailureExceeded = "The specified tolerated failure threshold was exceeded"

  // MARK: Expressions

  static func expression(_ text: String, _ field: String, _ ending: String) -> String {
    "The JSONata expression '\(text)' specified for the field '\(field)' \(ending)"
  }

  static let returnedNothing = "returned nothing (undefined)."

  static let unsupportedResult = "returned an unsupported result type."

  static func unexpectedResult(_ expected: String, _ value: JSON) -> String {
    "returned an unexpected result type. Expected '\(expected)', but was '\(value.kindName)' for value: \(value)"
  }

  static func threw(code: String?, _ message: String) -> String {
    if let code { return "threw an error during evaluation. \(code): \(message)" }
    return "threw an error during evaluation: \(message)"
  }

  static func threwInternally(_ id: String) -> String { "threw an internal error during evaluation. \(id)" }

  // MARK: Quotas

  static func resultTooLarge(_ what: String) -> String {
    "The state/task '\(what)' returned a result with a size exceeding the maximum number of bytes service limit."
  }

  static func childInputTooLarge(_ state: String) -> String {
    "The input of a child workflow execution of the Map state '\(state)' exceeds the maximum number of bytes service limit."
  }

  static func stateMachineDeleted(_ name: String) -> String { "State machine \(name) has been deleted" }

  static func historyFull(_ limit: Int) -> String {
    "The execution reached the maximum number of history events (\(limit))."
  }

  static func tooMuchMemory(_ limit: Int) -> String {
    "The values and events of the execution take more memory than it may use (\(limit) bytes)."
  }

  static func tooDeep(_ limit: Int) -> String { "The value is nested more deeply than \(limit) levels." }

  static func variableTooLarge(_ name: String, _ state: String, _ size: Int) -> String {
    "Variable size limit exceeded. Variable '\(name)' in state '\(state)' was assigned \(size) bytes."
  }

  static func assignTooLarge(_ name: String, _ state: String, _ size: Int, excess: Int) -> String {
    "State total variable size limit exceeded. Variable '\(name)' in state '\(state)' was assigned \(size) bytes, which "
      + "caused the size of variables assigned in the state to exceed its limit by \(excess) bytes."
  }

  static func variablesTooLarge(_ state: String, _ excess: Int) -> String {
    "Execution total variable size limit exceeded. State '\(state)' assigned variables that exceed the total execution "
      + "limit by \(excess) bytes."
  }

  static func taskStartRejected(_ payload: Execution.Payload, _ reasons: String) -> String {
    "The Parameters '\(payload.text)' could not be used to start the Task: [\(reasons)]"
  }

  static func mapRunAborted(_ arn: String) -> String {
    "The map run execution [\(arn)] which was managing this resource was aborted"
  }

  // MARK: Task

  static func noActivity(_ arn: String) -> String { "The activity \(arn) does not exist." }

  static func unsupportedHeaders(_ names: [String]) -> String {
    "The 'Headers' field contains unsupported values: [\(names.joined(separator: ", "))]"
  }

  // MARK: Values in messages

  /// A value as the service shows it in a message: strings without quotes.
  static func shown(_ value: JSON) -> String {
    if case .string(let text) = value { return text }
    return value.description
  }
}
