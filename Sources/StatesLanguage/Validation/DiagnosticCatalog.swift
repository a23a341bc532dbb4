import LanguageSupport
import JSONPath
import OrderedJSON

/// The messages of diagnostics: in the service's words where they are known, in this project's elsewhere.
enum DiagnosticText {
  // MARK: Shapes that many rules share

  static let empty = "Value cannot be empty"
  static func expected(_ kind: String) -> String { "Expected value of type \(kind)" }
  static func maximum(_ value: String) -> String { "Maximum value is \(value)" }
  static func minimum(_ value: String) -> String { "Minimum value is \(value)" }
  static func needsOne(of fields: [String]) -> String {
    "This object should have only one of the following fields: [\(fields.joined(separator: ", "))]"
  }
  static func notSupported(_ field: String) -> String { "Field '\(field)' is not supported" }
  static func oneOf(_ field: String, _ values: [String]) -> String {
    "The field '\(field)' should have one of these values: [\(values.joined(separator: ", "))]"
  }
  static func valueOneOf(_ values: [String]) -> String {
    "Value should be one of the following: [\(values.joined(separator: ", "))]"
  }
  static func onlyOne(of fields: [String]) -> String {
    "There should only be one of the following fields: [\(fields.joined(separator: ", "))]"
  }
  static func required(_ fields: [String]) -> String {
    "These fields are required: [\(JavaHashOrder.sorted(fields).joined(separator: ", "))]"
  }
  static func requiredOne(_ field: String) -> String { "The field '\(field)' is required" }

  // MARK: By code

  /// ASL102.
  static let noObject = "Definition must be a valid JSON object"
  /// ASL111.
  static func repeated(_ name: String) -> String { "Duplicate field '\(name)'" }
  /// ASL111, ASL205.
  static func duplicateState(_ name: String) -> String { "Duplicate State name: \(name)" }
  /// ASL112.
  static let noText = "The definition is empty"
  /// ASL112.
  static let tooManyBytes = "The definition is longer than 1048576 bytes"
  /// ASL113.
  static func tooDeep(_ limit: Int) -> String { "States are nested deeper than \(limit) levels" }
  /// ASL204.
  static let noStateName = "State names must have 1 to 80 characters"
  /// ASL204.
  static func stateNameLength(_ name: String) -> String {
    "Invalid State name: \(name) exceeds the 80-character limit allowed by the service"
  }
  /// ASL211.
  static let noExit = "\"End\" is false and there is no \"Next\": the state has no exit"
  /// ASL301, ASL302, ASL303: the word is always Next.
  static func missingTarget(_ name: String) -> String { "Missing 'Next' target: \(name)" }
  /// ASL303, in a note.
  static func elsewhere(_ name: String) -> String {
    "a state named \"\(name)\" is here, but a transition cannot leave or enter a branch or processor"
  }
  /// ASL304.
  static func unreachable(_ state: String) -> String { "State \"\(state)\" is not reachable." }
  /// ASL305.
  static let noTerminalState = "Workflow has no terminal state"
  /// ASL401, ASL402, ASL913.
  static func wrongLanguage(_ field: String, isSetTo language: QueryLanguage) -> String {
    let other: QueryLanguage = language == .jsonPath ? .jsonata : .jsonPath
    return "The QueryLanguage is set to '\(language.rawValue)', but field '\(field)' is only supported for the"
      + " '\(other.rawValue)' QueryLanguage"
  }
  /// ASL403.
  static let downgrade = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"
  /// ASL501.
  static let mustBePath = "Value must be a valid JSONPath."
  /// ASL502, ASL505.
  static func notReferencePath(_ error: PathSyntaxError, _ text: String) -> String {
    text.utf8.first == UInt8(ascii: "$") ? "Value is not a Reference Path: \(error.message)" : noDollarRoot
  }
  /// ASL503.
  static let resultPathContext = "Value is not a Reference Path: the context object cannot be written"
  /// ASL503.
  static let resultPathVariable = "Value is not a Reference Path: a variable cannot be written, use \"Assign\""
  /// ASL504, ASL505.
  static let noDollarRoot = "Value is not a Reference Path: Reference path didn't start with '$'"
  /// ASL504.
  static func functionGivesNoText(_ name: String) -> String {
    "The intrinsic function '\(name)' does not give a string, and is not supported here"
  }
  /// ASL505.
  static func noContextHere(_ field: String) -> String {
    "Value is not a Reference Path: '\(field)' cannot read the context object"
  }
  /// ASL506, ASL509, ASL510.
  static func templateValue(_ field: String) -> String {
    "The value for the field '\(field)' must be a valid JSONPath or a valid intrinsic function call"
  }
  /// ASL506.
  static func templateString(_ field: String, _ value: JSONSyntax) -> String {
    let kind =
      switch value.content {
      case .null: "a NULL"
      case .bool: "a BOOLEAN"
      case .number: "a NUMBER"
      case .string: "a STRING"
      case .array: "an ARRAY"
      case .object: "an OBJECT"
      }
    return "The value for the field '\(field)' must be a STRING that contains a JSONPath but was \(kind)"
  }
  /// ASL507.
  static func clash(_ name: String) -> String { "'\(name)' and '\(name).$' cannot both be given: they are one field" }
  /// ASL602.
  static let halfOpen = "JSONata string must start with {% and end with %}"
  /// ASL604.
  static func topLevel(_ name: String) -> String { "Reference to '\(name)' at the top level is not supported." }
  /// ASL605.
  static func noSuchStatesField(_ path: String) -> String { "Field '\(path)' does not exist." }
  /// ASL605.
  static let rootReference = "Reference to '$$' is not supported."
  /// ASL703.
  static let reservedVariable = "Cannot assign to reserved variable '$states'."
  /// ASL704.
  static func variableNameLength(_ name: String) -> String {
    "Invalid variable name '\(name)': the variable name exceeds the 80-character limit."
  }
  /// ASL705.
  static func variableName(_ name: String) -> String {
    "Invalid variable name '\(name)': the variable name contains invalid characters."
  }
  /// ASL706.
  static func variableOfOuterScope(_ name: String) -> String {
    "The variable name '\(name)' was already defined in a parent scope."
  }
  /// ASL813.
  static let notAnARN = "Value is not a valid resource ARN"
  /// ASL815.
  static let heartbeatTooLong = "'HeartbeatSeconds' must not be greater than 'TimeoutSeconds'"
  /// ASL817.
  static let roleMissing = "The field 'RoleArn' is required but was missing"
  /// ASL818, ASL819.
  static func unknownResource(_ arn: String) -> String {
    "The resource provided \(arn) is not recognized. The value is not a valid resource ARN, or the resource is not"
      + " available in this region."
  }
  /// ASL820.
  static let expressActivity = "Express state machine does not support Activity ARN"
  /// ASL820.
  static let expressSync = "Express state machine does not support '.sync' service integration"
  /// ASL820: the space at the end is the service's.
  static let expressToken = "Express state machine does not support '.waitForTaskToken' service integration "
  /// ASL820.
  static let expressDistributedMap =
    "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines"
  /// ASL822, ASL824, ASL829.
  static let oneSelector =
    "The object must have only one of the following fields, [And, Or, Not, Variable, Condition]"
  /// ASL830.
  static let loneBackslash = "A backslash in a pattern must be followed by '*' or another backslash"
  /// ASL825, ASL833.
  static let timestamp = "String does not match RFC3339 timestamp"
  /// ASL867.
  static let label =
    "Labels must have 1 to 40 characters, without white space, wildcards, brackets and special characters"
  /// ASL867.
  static func labelLength(_ label: String) -> String {
    "Invalid Label: \(label) exceeds the 40-character limit allowed by the service"
  }
  /// ASL867.
  static func duplicateLabel(_ label: String) -> String { "Duplicate Label name: \(label)" }
  /// ASL869.
  static func pointer(_ text: String) -> String {
    "Invalid input: JSON Pointer expression must start with '/': \"\(text)\""
  }
  /// ASL870.
  static let headersWithoutGiven = "'CSVHeaders' is only supported with 'CSVHeaderLocation' GIVEN"
  /// ASL871.
  static func integrationHere(_ actions: [String]) -> String {
    let examples = actions.map { "arn:<partition>:states:::\($0)" }
    return "The field 'Resource' does not match any of the allowed values. Examples:"
      + " [\(examples.joined(separator: ", "))]"
  }
  /// ASL872.
  static let batchWithoutLimit =
    "This object should have at least one of the following fields: [MaxItemsPerBatch, MaxInputBytesPerBatch]"
  /// ASL880.
  static func parametersRequired(_ field: String, _ resource: String) -> String {
    "\(field) field is required for resource ARN: \(resource)"
  }
  /// ASL881.
  static func memberMissing(_ name: String) -> String { "The field '\(name)' is required but was missing" }
  /// ASL882, ASLW30.
  static func memberUnknown(_ name: String, near: String?) -> String {
    "The field \"\(name)\" is not supported by Step Functions" + (near.map { ". Did you mean '\($0)'?" } ?? "")
  }
  /// ASL882: the quotes differ from those for an unknown member.
  static func memberRefused(_ name: String) -> String { "The field '\(name)' is not supported by Step Functions" }
  /// ASL883.
  static func mustBe(_ kind: String, _ name: Substring) -> String {
    "The value for the field '\(name)' must be \(kind)"
  }
  /// ASL884.
  static let connection = "The value for the field 'ConnectionArn' must be the ARN of an EventBridge connection"
  /// ASL885.
  static let activityCredentials = "The field 'Credentials' is not supported for activities"
  /// ASL904.
  static let allNotAlone = "States.ALL must appear alone and at end of list"

  // MARK: Warnings

  /// ASLW01.
  static func noDollar(_ field: String) -> String {
    "The value of '\(field)' looks like a JSONPath or an intrinsic function, but the name does not end with '.$'"
  }
  /// ASLW02.
  static func noPath(_ field: String) -> String {
    "The value of '\(field)' looks like a path, but the name does not end with 'Path'"
  }
  /// ASLW03.
  static let staticResult = "'Result' is static: a path in it is taken as plain text, use 'Parameters'"
  /// ASLW04.
  static func island(_ name: String) -> String {
    "State \"\(name)\" is never reached: only states that are never reached lead to it"
  }
  /// ASLW05.
  static func neverAssigned(_ name: String, near: String?) -> String {
    "No state before this one assigns the variable '$\(name)'" + (near.map { "; did you mean '$\($0)'?" } ?? "")
  }
  /// ASLW06.
  static let meantAsExpression = "This text is taken literally; an expression is written between '{%' and '%}'"
  /// ASLW06.
  static func dollarName(_ name: String) -> String {
    "The name '\(name)' ends with '.$', which means nothing in a JSONata state"
  }
  /// ASLW06.
  static func noDocument(_ reference: String) -> String {
    "'\(reference)' is undefined at the top level of an expression; use '$states.input'"
  }
  /// ASLW07.
  static let noDefault = "There is no 'Default': the execution fails when no rule matches"
  /// ASLW08.
  static func errorTakenBefore(_ name: String) -> String { "'\(name)' is already handled by an earlier entry" }
  /// ASLW08.
  static func noSuchError(_ name: String) -> String { "No error is named '\(name)'" }
  /// ASLW09.
  static func olderName(_ old: String, _ new: String) -> String { "'\(old)' is the older name of '\(new)'" }
  /// ASLW10.
  static func distributedOnly(_ field: String) -> String {
    "'\(field)' belongs to a Map in DISTRIBUTED mode; this one is inline"
  }
  /// ASLW11.
  static func reservedError(_ name: String) -> String { "The error '\(name)' starts with 'States.', which is reserved" }
  /// ASLW12.
  static let endlessTask = "The task waits for an answer without a timeout or a heartbeat: it may wait for a year"
  /// ASLW13.
  static func neverOffered(_ name: String) -> String {
    "The service does not offer '\(name)' to retriers and catchers: it ends the execution"
  }
  /// ASLW14.
  static let swallowed = "Any error is dropped here, and the execution continues as if nothing had happened"
  /// ASLW15.
  static let ruleBehindTrue = "This rule is never reached: the one before always matches"
  /// ASLW15.
  static let ruleRepeated = "This rule is never reached: an earlier one has the same condition"
  /// ASLW16.
  static let noAttempts = "The retrier does nothing: it is the last one and allows no attempts"
  /// ASLW17.
  static let unlimitedMap =
    "Up to 10000 executions of this processor call other services at a time; set 'MaxConcurrency'"
  /// ASLW18.
  static func tooLong(_ bytes: Int) -> String {
    "The value has \(bytes) bytes; the service passes on at most 262144"
  }
  /// ASLW19.
  static func unknownService(_ name: String) -> String { "No optimized integration named '\(name)' is known" }
  /// ASLW19.
  static func unknownSDKService(_ name: String) -> String { "No service named '\(name)' is known to the SDK" }
  /// ASLW20.
  static func noSuchFunction(_ name: String) -> String { "No function is named '$\(name)': the call fails" }
  /// ASLW21.
  static func refusedCall(_ refusal: IntrinsicCallReader.Refusal) -> String {
    switch refusal {
    case .count(let name): "'\(name)' does not take that number of arguments: the call fails"
    case .kind(let name, let place): "Argument \(place) of '\(name)' is of the wrong kind: the call fails"
    }
  }
  /// ASLW31.
  static let heartbeatEqual = "'HeartbeatSeconds' is as long as 'TimeoutSeconds', which ends the task first"
  /// ASLW32.
  static func incomplete(_ field: String, needs other: String) -> String {
    "'\(other)' is missing: '\(field)' means nothing without it"
  }
  /// ASLW40.
  static func placeholder(_ name: String) -> String {
    "The placeholder ${\(name)} must be filled in before the definition is deployed"
  }
  /// ASLW51 to ASLW58.
  static func trap(_ kind: PathTrap.Kind) -> String {
    switch kind {
    case .negativeIndex:
      "A negative index gives null, never an element from the end; the last element is '[(@.length-1)]'"
    case .negativeBound:
      "With two bounds a slice does not count from the end; '[-n:]' and '[:-n]' do"
    case .function(let name):
      "Paths have no functions: '\(name)' is read as a member of that name; use an intrinsic function or JSONata"
    case .namesInside: "Several names can only be the last step of a path: it fails when the state runs"
    case .doubleQuotes: "Double quotes in a filter are part of the string that is compared with; use single quotes"
    case .existence: "This never holds: a member alone holds only where it is there and not null"
    case .grouping:
      "Parentheses in a filter do not group: '&&' always binds tighter than '||', and '!( )' negates nothing"
    case .wordOperator: "Filters have no operators that are words: this is part of the string that is compared with"
    case .quotedPattern: "A regular expression is between slashes; with quotes the path fails when the state runs"
    }
  }
}
