/// The rules that a definition is checked against, by their stable codes: violations of `ASL101` … `ASL913` are errors,
/// those of `ASLW01` … only warnings.
///
/// Each case states what the service answers, and where the rule is from: *recorded*, an answer of the service to such
/// a definition; *specification*, a section of the States Language specification; *guide*, a page of the AWS Step
/// Functions Developer Guide or API Reference. <doc:ValidationRules> shows a definition that violates each rule, and
/// the fix.
public enum DiagnosticRule: String, Sendable, Hashable, CaseIterable {
  /// `INVALID_JSON_DESCRIPTION` with the parser's own message, "Unrecognized token 'not': was expecting …"; recorded.
  case notJSON = "ASL101"
  /// `SCHEMA_VALIDATION_FAILED`, "Definition must be a valid JSON object"; recorded.
  case notAnObject = "ASL102"
  /// `SCHEMA_VALIDATION_FAILED`, "These fields are required: [States, StartAt]"; recorded.
  case startOrStatesMissing = "ASL103"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Top-level fields*.
  case noStates = "ASL104"
  /// `SCHEMA_VALIDATION_FAILED`, "Field 'X' is not supported"; recorded.
  case unknownTopLevelField = "ASL105"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Top-level fields*.
  case startOrStatesOfWrongKind = "ASL106"
  /// `SCHEMA_VALIDATION_FAILED`; guide, *State machine structure*; that 0 is accepted is recorded.
  case machineTimeoutOutOfRange = "ASL107"
  /// `SCHEMA_VALIDATION_FAILED`, "Value should be one of the following: [1.0]"; recorded.
  case unknownVersion = "ASL108"
  /// `SCHEMA_VALIDATION_FAILED`, "Value should be one of the following: …"; recorded.
  case unknownQueryLanguage = "ASL109"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Top-level fields*.
  case machineCommentNotAString = "ASL110"
  /// `DUPLICATE_STATE_NAME` for a state, otherwise the parser's refusal; guide, *ValidateStateMachineDefinition*.
  case repeatedName = "ASL111"
  /// `MISSING_DESCRIPTION` for an empty one; guide, *CreateStateMachine* and *Service quotas*.
  case emptyOrTooLong = "ASL112"
  /// `TOO_DEEPLY_NESTED`; guide, *ValidateStateMachineDefinition*; the service's limit is not published.
  case nestedTooDeeply = "ASL113"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *States*.
  case stateNotAnObject = "ASL201"
  /// `SCHEMA_VALIDATION_FAILED`, "These fields are required: [Type]"; specification, *States*.
  case typeMissing = "ASL202"
  /// `SCHEMA_VALIDATION_FAILED`, "The field 'Type' should have one of these values: …"; recorded.
  case unknownType = "ASL203"
  /// `INVALID_STATE_NAME`, "… exceeds the 80-character limit allowed by the service"; recorded.
  case stateNameLength = "ASL204"
  /// `DUPLICATE_STATE_NAME`, "Duplicate State name: …"; recorded.
  case stateNameNotUnique = "ASL205"
  /// `SCHEMA_VALIDATION_FAILED`, "Field 'X' is not supported"; recorded.
  case unknownStateField = "ASL206"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *States*.
  case commentNotAString = "ASL207"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Transitions*.
  case neitherNextNorEnd = "ASL208"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Transitions*.
  case bothNextAndEnd = "ASL209"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Transitions*.
  case endNotABoolean = "ASL210"
  /// No code is on record; specification, *Transitions*.
  case endIsFalse = "ASL211"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Transitions*.
  case nextNotAString = "ASL212"
  /// `SCHEMA_VALIDATION_FAILED`, "Field 'X' is not supported"; specification, *Table of State Types and Fields*.
  case transitionInTerminalOrChoice = "ASL213"
  /// `MISSING_TRANSITION_TARGET`, "Missing 'Next' target: …"; recorded.
  case startAtNamesNoState = "ASL301"
  /// `MISSING_TRANSITION_TARGET`, "Missing 'Next' target: …"; recorded.
  case targetNamesNoState = "ASL302"
  /// `MISSING_TRANSITION_TARGET`, "Missing 'Next' target: …"; specification, *Parallel State* and *Map State*.
  case targetInOtherScope = "ASL303"
  /// `MISSING_TRANSITION_TARGET`, "State "…" is not reachable."; recorded.
  case stateNotReferredTo = "ASL304"
  /// `MISSING_END_STATE`, "Workflow has no terminal state"; recorded.
  case noTerminalState = "ASL305"
  /// `SCHEMA_VALIDATION_FAILED`, "The QueryLanguage is set to 'JSONata', but field 'X' is only supported …"; recorded.
  case jsonPathFieldInJSONataState = "ASL401"
  /// `SCHEMA_VALIDATION_FAILED`, "The QueryLanguage is set to 'JSONPath', but field 'X' is only supported …"; recorded.
  case jsonataFieldInJSONPathState = "ASL402"
  /// `SCHEMA_VALIDATION_FAILED`, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' …"; recorded.
  case jsonPathStateInJSONataMachine = "ASL403"
  /// `SCHEMA_VALIDATION_FAILED`, "Field 'X' is not supported"; specification, *Table of State Types and Fields*.
  case dataFlowFieldOfOtherType = "ASL404"
  /// `SCHEMA_VALIDATION_FAILED`, "Value must be a valid JSONPath."; recorded.
  case notAPath = "ASL501"
  /// `SCHEMA_VALIDATION_FAILED`, "Value is not a Reference Path: …"; recorded.
  case notAReferencePath = "ASL502"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Input and Output Processing*.
  case resultPathNotWritable = "ASL503"
  /// `SCHEMA_VALIDATION_FAILED`, "Value is not a Reference Path: Reference path didn't start with '$'"; guide, *Fail
  /// state*.
  case functionInPathField = "ASL504"
  /// `SCHEMA_VALIDATION_FAILED`, "Value is not a Reference Path: …"; recorded.
  case pathFieldNotAReferencePath = "ASL505"
  /// `SCHEMA_VALIDATION_FAILED`, "The value for the field 'X.$' must be a valid JSONPath or …"; recorded.
  case templateNotAPathOrFunction = "ASL506"
  /// No code is on record; specification, *Payload Template*.
  case templateNamesClash = "ASL507"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Payload Template*.
  case templateNotAnObject = "ASL508"
  /// `SCHEMA_VALIDATION_FAILED`, "The value for the field 'X.$' must be …"; recorded.
  case unknownFunctionOrArgumentCount = "ASL509"
  /// `SCHEMA_VALIDATION_FAILED`, "The value for the field 'X.$' must be …"; recorded.
  case functionCallSyntax = "ASL510"
  /// `INVALID_JSONATA_EXPRESSION` with the parser's own message, "Unexpected end of expression"; recorded.
  case expressionSyntax = "ASL601"
  /// `SCHEMA_VALIDATION_FAILED`, "JSONata string must start with {% and end with %}"; recorded.
  case expressionHalfDelimited = "ASL602"
  /// `SCHEMA_VALIDATION_FAILED`; guide, *Transforming data with JSONata*.
  case expressionOrLiteralOfWrongKind = "ASL603"
  /// `UNSUPPORTED_JSONATA_EXPRESSION`, "Reference to 'X' at the top level is not supported."; recorded.
  case bareNameInExpression = "ASL604"
  /// `UNSUPPORTED_JSONATA_EXPRESSION`, "Field '$states.errorOutput' does not exist."; recorded.
  case noSuchStatesField = "ASL605"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Variables*.
  case assignNotAnObject = "ASL701"
  /// `SCHEMA_VALIDATION_FAILED`, "Field 'Assign' is not supported"; specification, *Variables*.
  case assignInTerminalState = "ASL702"
  /// `RESERVED_VARIABLE_NAME`, "Cannot assign to reserved variable '$states'."; recorded.
  case reservedVariableName = "ASL703"
  /// `INVALID_VARIABLE_NAME`; guide, *Passing data between states with variables*.
  case variableNameTooLong = "ASL704"
  /// `INVALID_VARIABLE_NAME`, "… the variable name contains invalid characters."; recorded.
  case variableNameNotAnIdentifier = "ASL705"
  /// `DUPLICATE_VARIABLE_NAME`; recorded.
  case variableOfOuterScope = "ASL706"
  /// `SCHEMA_VALIDATION_FAILED`, "These fields are required: [Resource]"; specification, *Task State*.
  case resourceMissing = "ASL811"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Task State*.
  case resourceNotAString = "ASL812"
  /// `SCHEMA_VALIDATION_FAILED`, "Value is not a valid resource ARN"; recorded.
  case resourceNotAnARN = "ASL813"
  /// `SCHEMA_VALIDATION_FAILED`; guide, *Task state*.
  case taskTimeOutOfRange = "ASL814"
  /// No message is on record; specification, *Task State*.
  case heartbeatLongerThanTimeout = "ASL815"
  /// `SCHEMA_VALIDATION_FAILED`, "There should only be one of the following fields: …"; specification, *Task State*.
  case timeGivenTwice = "ASL816"
  /// `SCHEMA_VALIDATION_FAILED`, "The field 'RoleArn' is required but was missing"; recorded.
  case roleMissingInCredentials = "ASL817"
  /// `SCHEMA_VALIDATION_FAILED`, "The resource provided … is not recognized. …"; recorded.
  case unknownIntegration = "ASL818"
  /// `SCHEMA_VALIDATION_FAILED`, "The resource provided … is not recognized. …"; recorded.
  case integrationPatternNotOffered = "ASL819"
  /// `SCHEMA_VALIDATION_FAILED`, "Express state machine does not support …"; recorded.
  case notAllowedInExpress = "ASL820"
  /// `SCHEMA_VALIDATION_FAILED`, "Value cannot be empty"; specification, *Choice State*.
  case choicesMissingOrEmpty = "ASL821"
  /// `SCHEMA_VALIDATION_FAILED`, "The object must have only one of the following fields, …"; recorded.
  case ruleNotOneComparison = "ASL822"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Choice State*.
  case unknownOperator = "ASL823"
  /// `SCHEMA_VALIDATION_FAILED`, "The object must have only one of the following fields, …"; recorded.
  case variableMissingInComparison = "ASL824"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Choice State*.
  case operandOfWrongKind = "ASL825"
  /// `SCHEMA_VALIDATION_FAILED`, "Field 'Next' is not supported"; specification, *Choice State*.
  case fieldNotInNestedRule = "ASL826"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Choice State*.
  case booleanOperandOfWrongKind = "ASL827"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Choice State*.
  case defaultNotAString = "ASL828"
  /// `SCHEMA_VALIDATION_FAILED`, "These fields are required: [Next]"; recorded.
  case jsonataRuleIncomplete = "ASL829"
  /// Accepted, and the state fails when it runs; specification, *Choice State*.
  case loneBackslashInPattern = "ASL830"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Wait State*.
  case waitNotExactlyOneTime = "ASL831"
  /// `SCHEMA_VALIDATION_FAILED`; guide, *Wait state*.
  case secondsOutOfRange = "ASL832"
  /// `SCHEMA_VALIDATION_FAILED`, "String does not match RFC3339 timestamp"; recorded.
  case timestampNotRFC3339 = "ASL833"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Fail State*.
  case failTextGivenTwice = "ASL841"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Fail State*.
  case failTextNotAString = "ASL842"
  /// `SCHEMA_VALIDATION_FAILED`, "These fields are required: [Branches]"; specification, *Parallel State*.
  case branchesMissing = "ASL851"
  /// `SCHEMA_VALIDATION_FAILED`, "Value cannot be empty"; recorded.
  case branchesNotAListOfObjects = "ASL852"
  /// `SCHEMA_VALIDATION_FAILED`, "These fields are required: [States, StartAt]"; recorded.
  case branchIncomplete = "ASL853"
  /// `SCHEMA_VALIDATION_FAILED`, "Field 'X' is not supported"; recorded.
  case unknownBranchField = "ASL854"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Map State*.
  case itemProcessorMissing = "ASL861"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Map State*.
  case itemProcessorGivenTwice = "ASL862"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Map State*.
  case itemSelectorGivenTwice = "ASL863"
  /// `SCHEMA_VALIDATION_FAILED`, "Minimum value is 0"; recorded.
  case maxConcurrencyOutOfRange = "ASL864"
  /// `SCHEMA_VALIDATION_FAILED`; guide, *Map state*.
  case unknownMode = "ASL865"
  /// `SCHEMA_VALIDATION_FAILED`, "These fields are required: [ExecutionType]"; recorded.
  case executionTypeAgainstMode = "ASL866"
  /// `INVALID_LABEL_NAME`, `DUPLICATE_LABEL_NAME` for a second one; guide, *Using Map state in Distributed mode*.
  case labelNotValid = "ASL867"
  /// `SCHEMA_VALIDATION_FAILED`; guide, *ItemReader*.
  case itemReaderIncomplete = "ASL868"
  /// `SCHEMA_VALIDATION_FAILED`, "Maximum value is 100000000" for `MaxItems`; recorded, otherwise guide, *ItemReader*.
  case readerConfigNotValid = "ASL869"
  /// `SCHEMA_VALIDATION_FAILED`; guide, *ItemReader*.
  case csvHeadersAgainstLocation = "ASL870"
  /// `SCHEMA_VALIDATION_FAILED`, "The field 'Resource' does not match any of the allowed values. …"; recorded.
  case readerOrWriterResource = "ASL871"
  /// `SCHEMA_VALIDATION_FAILED`; guide, *ItemBatcher*.
  case batcherWithoutLimit = "ASL872"
  /// `SCHEMA_VALIDATION_FAILED`; guide, *ItemBatcher*.
  case batchBytesOutOfRange = "ASL873"
  /// `SCHEMA_VALIDATION_FAILED`, "Minimum value is 0.0", "Maximum value is 100.0"; recorded.
  case toleratedFailuresOutOfRange = "ASL874"
  /// `SCHEMA_VALIDATION_FAILED`, "There should only be one of the following fields: …"; recorded.
  case mapNumberGivenTwice = "ASL875"
  /// `SCHEMA_VALIDATION_FAILED`, "These fields are required: [Arguments]"; recorded for JSONata, guide, *ResultWriter*.
  case resultWriterIncomplete = "ASL876"
  /// `SCHEMA_VALIDATION_FAILED`; guide, *ResultWriter*.
  case writerConfigNotValid = "ASL877"
  /// `SCHEMA_VALIDATION_FAILED`, "Field 'X' is not supported"; recorded.
  case unknownProcessorField = "ASL878"
  /// `SCHEMA_VALIDATION_FAILED`, "Parameters field is required for resource ARN: …"; recorded.
  case parametersMissing = "ASL880"
  /// `SCHEMA_VALIDATION_FAILED`, "The field 'X' is required but was missing"; recorded.
  case requiredMemberMissing = "ASL881"
  /// `SCHEMA_VALIDATION_FAILED`, "The field "X" is not supported by Step Functions. Did you mean 'Y'?"; recorded.
  case unknownMember = "ASL882"
  /// `SCHEMA_VALIDATION_FAILED`, "The value for the field 'X' must be a STRING"; recorded.
  case memberOfWrongKind = "ASL883"
  /// `SCHEMA_VALIDATION_FAILED`; that it is refused is recorded, its message is not.
  case connectionNotAnARN = "ASL884"
  /// `SCHEMA_VALIDATION_FAILED`, "The field 'Credentials' is not supported for activities"; recorded.
  case credentialsOfActivity = "ASL885"
  /// `SCHEMA_VALIDATION_FAILED`, "Field 'Retry' is not supported" on other states; recorded, specification, *Errors*.
  case retryOrCatchNotAList = "ASL901"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Retrying after error* and *Fallback States*.
  case errorEqualsMissing = "ASL902"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Retrying after error* and *Fallback States*.
  case errorEqualsNotAListOfStrings = "ASL903"
  /// `SCHEMA_VALIDATION_FAILED`, "States.ALL must appear alone and at end of list"; recorded.
  case statesAllNotAloneAndLast = "ASL904"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Retrying after error*; that 0 is accepted is recorded.
  case intervalOutOfRange = "ASL905"
  /// `SCHEMA_VALIDATION_FAILED`; guide, *Handling errors*.
  case maxAttemptsOutOfRange = "ASL906"
  /// `SCHEMA_VALIDATION_FAILED`; specification, *Retrying after error*.
  case backoffRateOutOfRange = "ASL907"
  /// `SCHEMA_VALIDATION_FAILED`; guide, *Handling errors*; that 31,622,400 is the maximum is recorded.
  case maxDelayOutOfRange = "ASL908"
  /// `SCHEMA_VALIDATION_FAILED`, "Value should be one of the following: [NONE, FULL]"; recorded.
  case unknownJitterStrategy = "ASL909"
  /// `SCHEMA_VALIDATION_FAILED`, "Field 'X' is not supported"; recorded.
  case unknownRetrierField = "ASL910"
  /// `SCHEMA_VALIDATION_FAILED`, "These fields are required: [Next]"; recorded.
  case catcherWithoutNext = "ASL911"
  /// `SCHEMA_VALIDATION_FAILED`, "Field 'X' is not supported"; recorded.
  case unknownCatcherField = "ASL912"
  /// `SCHEMA_VALIDATION_FAILED`, "The QueryLanguage is set to …"; guide, *Transforming data with JSONata*.
  case catcherFieldOfOtherLanguage = "ASL913"
  /// `NO_DOLLAR`, also a warning of the service; guide, *ValidateStateMachineDefinition*.
  case dollarMissing = "ASLW01"
  /// `NO_PATH`, also a warning of the service; guide, *ValidateStateMachineDefinition*.
  case pathSuffixMissing = "ASLW02"
  /// `PASS_RESULT_IS_STATIC`, also a warning of the service; guide, *ValidateStateMachineDefinition*.
  case resultIsStatic = "ASLW03"
  /// Accepted: the service only requires that something refers to a state, which is recorded.
  case unreachableCycle = "ASLW04"
  /// `POSSIBLY_UNDEFINED_VARIABLE`, also a warning of the service; recorded.
  case variableNeverAssigned = "ASLW05"
  /// Accepted: the string is taken literally; guide, *Transforming data with JSONata*.
  case meantAsExpression = "ASLW06"
  /// Accepted, and `States.NoChoiceMatched` when no rule matches; specification, *Choice State*.
  case noDefault = "ASLW07"
  /// Accepted: the first entry that names the error is used; specification, *Errors*.
  case handlerNeverActs = "ASLW08"
  /// Accepted; guide, *Map state*, which calls both names deprecated.
  case olderMapName = "ASLW09"
  /// No answer is on record; guide, *Using Map state in Distributed mode*.
  case distributedFieldInInlineMap = "ASLW10"
  /// Accepted; specification, *Errors*, reserves the prefix.
  case reservedErrorName = "ASLW11"
  /// Accepted: the task waits as long as an execution may last; guide, *Service quotas*.
  case waitWithoutTimeout = "ASLW12"
  /// Accepted, and the entry never matches; specification, *Errors*.
  case errorNeverOffered = "ASLW13"
  /// Accepted; advice of this package.
  case errorSwallowed = "ASLW14"
  /// Accepted: the first rule that matches decides; specification, *Choice State*.
  case ruleNeverReached = "ASLW15"
  /// Accepted: `MaxAttempts` 0 never retries; specification, *Retrying after error*.
  case retrierWithoutAttempts = "ASLW16"
  /// Accepted: up to 10,000 child executions run at a time; guide, *Service quotas*.
  case unlimitedConcurrency = "ASLW17"
  /// Accepted, and `States.DataLimitExceeded` when the state runs; guide, *Service quotas*.
  case payloadTooLarge = "ASLW18"
  /// Possibly refused, like ``unknownIntegration``: the list of services ages; advice of this package.
  case unknownService = "ASLW19"
  /// Accepted, and `States.QueryEvaluationError` when the state runs; recorded.
  case unknownJSONataFunction = "ASLW20"
  /// Accepted, and `States.IntrinsicFailure` when the state runs; specification, *Intrinsic Functions*.
  case functionArgumentsRefused = "ASLW21"
  /// Accepted, and "The field "X" is not supported by Step Functions" when the task starts; recorded.
  case unknownMemberOfOptimizedIntegration = "ASLW30"
  /// Accepted: the timeout comes first; specification, *Task State*, asks for a smaller one.
  case heartbeatAsLongAsTimeout = "ASLW31"
  /// Accepted, and without effect or refused at run time; guide, *ItemReader* and *ResultWriter*.
  case readerOrWriterConfigIncomplete = "ASLW32"
  /// `INVALID_JSON_DESCRIPTION` as long as it is there: a deployment tool replaces it before.
  case placeholderNotFilledIn = "ASLW40"
  /// Accepted: the path gives null; recorded.
  case negativeIndex = "ASLW51"
  /// Accepted: read as the name of a member; reported by users.
  case functionInPath = "ASLW52"
  /// Accepted, and the state fails when it runs; reported by users.
  case severalNamesBeforeOtherSteps = "ASLW53"
  /// Accepted: they are compared as part of the string, as in Jayway JsonPath 2.0.0, whose answers the service gives.
  case doubleQuotesInFilter = "ASLW54"
  /// Accepted: the filter selects nothing, as in Jayway JsonPath 2.0.0, whose answers the service gives.
  case filterNeverHolds = "ASLW55"
  /// Accepted: they are dropped, as in Jayway JsonPath 2.0.0, whose answers the service gives.
  case parenthesesDoNotGroup = "ASLW56"
  /// Accepted: read as part of the string in the comparison, as in Jayway JsonPath 2.0.0, whose answers the service
  /// gives.
  case wordOperatorInFilter = "ASLW57"
  /// Accepted, and the state fails when it runs, as in Jayway JsonPath 2.0.0, whose answers the service gives.
  case quotedPatternInFilter = "ASLW58"

  /// The service's code for violations of the rule, if one is known. Some diagnostics of a rule have a different one,
  /// see ``Diagnostic/awsCode``.
  public var awsCode: String? { text.awsCode?.rawValue }

  /// What the rule requires; for a warning, what it has found.
  public var summary: String { text.summary }

  /// Whether the service refuses a definition that violates the rule.
  public var severity: Diagnostic.Severity {
    let isWarning = rawValue.utf8.dropFirst(3).first == UInt8(ascii: "W") || self == .loneBackslashInPattern
    return isWarning ? .warning : .error
  }

  private var text: (awsCode: AWSCode?, summary: String) {
    switch self {
    case .notJSON:
      (.invalidJSONDescription, "The text is JSON: no comments, no trailing commas, nothing after the value.")
    case .notAnObject:
      (.schemaValidationFailed, "The value is an object; white space alone is not one.")
    case .startOrStatesMissing:
      (.schemaValidationFailed, "`StartAt` and `States` are required, at the top and in every branch and processor.")
    case .noStates:
      (.schemaValidationFailed, "`States` contains at least one state.")
    case .unknownTopLevelField:
      (
        .schemaValidationFailed,
        "The top level has `Comment`, `StartAt`, `States`, `Version`, `TimeoutSeconds`, `QueryLanguage` and nothing else."
      )
    case .startOrStatesOfWrongKind:
      (.schemaValidationFailed, "`StartAt` is a string; `States` is an object.")
    case .machineTimeoutOutOfRange:
      (.schemaValidationFailed, "`TimeoutSeconds` of the machine is an integer from 0 to 99,999,999.")
    case .unknownVersion:
      (.schemaValidationFailed, "`Version` is `\"1.0\"`.")
    case .unknownQueryLanguage:
      (.schemaValidationFailed, "`QueryLanguage` is `JSONPath` or `JSONata`, exactly.")
    case .machineCommentNotAString:
      (.schemaValidationFailed, "`Comment` of a machine, branch or processor is a string.")
    case .repeatedName:
      (nil, "A name appears once in an object.")
    case .emptyOrTooLong:
      (nil, "The text has at most 1,048,576 bytes and is not empty.")
    case .nestedTooDeeply:
      (.tooDeeplyNested, "Parallel and Map states, and rules inside rules, are nested no deeper than the limit.")
    case .stateNotAnObject:
      (.schemaValidationFailed, "Every value in `States` is an object.")
    case .typeMissing:
      (.schemaValidationFailed, "A state has a `Type`.")
    case .unknownType:
      (.schemaValidationFailed, "`Type` is one of the eight names, case sensitive.")
    case .stateNameLength:
      (.invalidStateName, "The name of a state has 1 to 80 characters.")
    case .stateNameNotUnique:
      (.duplicateStateName, "The name of a state is unique in the whole machine.")
    case .unknownStateField:
      (.schemaValidationFailed, "A state has only the fields of its type and query language.")
    case .commentNotAString:
      (.schemaValidationFailed, "`Comment` of a state, rule, retrier or catcher is a string.")
    case .neitherNextNorEnd:
      (.schemaValidationFailed, "Task, Parallel, Map, Pass and Wait have `Next` or `End: true`.")
    case .bothNextAndEnd:
      (.schemaValidationFailed, "`Next` and `End: true` exclude each other.")
    case .endNotABoolean:
      (.schemaValidationFailed, "`End` is a boolean.")
    case .endIsFalse:
      (nil, "`End: false` without `Next` leaves the state without an exit.")
    case .nextNotAString:
      (.schemaValidationFailed, "`Next` is a string.")
    case .transitionInTerminalOrChoice:
      (.schemaValidationFailed, "Choice, Succeed and Fail have neither `Next` nor `End`.")
    case .startAtNamesNoState:
      (.missingTransitionTarget, "`StartAt` names a state of the same `States`.")
    case .targetNamesNoState:
      (.missingTransitionTarget, "`Next` and `Default` name a state, case sensitive.")
    case .targetInOtherScope:
      (.missingTransitionTarget, "A transition stays in its own `States`.")
    case .stateNotReferredTo:
      (.missingTransitionTarget, "Every state is referred to by something in its `States`.")
    case .noTerminalState:
      (.missingEndState, "There is a terminal state in every `States`.")
    case .jsonPathFieldInJSONataState:
      (.schemaValidationFailed, "A JSONata state has no field of JSONPath.")
    case .jsonataFieldInJSONPathState:
      (.schemaValidationFailed, "A JSONPath state has no field of JSONata.")
    case .jsonPathStateInJSONataMachine:
      (.schemaValidationFailed, "A JSONata machine has no JSONPath state, at any depth.")
    case .dataFlowFieldOfOtherType:
      (.schemaValidationFailed, "Data-flow fields are only in the types of states that have them.")
    case .notAPath:
      (.schemaValidationFailed, "`InputPath` and `OutputPath` are a path or null.")
    case .notAReferencePath:
      (.schemaValidationFailed, "A reference path identifies one node: no wildcard, filter, slice, union, descent.")
    case .resultPathNotWritable:
      (.schemaValidationFailed, "`ResultPath` starts with `$` and names neither the context object nor a variable.")
    case .functionInPathField:
      (
        .schemaValidationFailed,
        "A path field takes no intrinsic function, except in `ErrorPath` and `CausePath` those that give a string."
      )
    case .pathFieldNotAReferencePath:
      (.schemaValidationFailed, "A field that ends in `Path` contains a reference path.")
    case .templateNotAPathOrFunction:
      (
        .schemaValidationFailed,
        "In a payload template a name that ends in `.$` has a path or an intrinsic function call as its value."
      )
    case .templateNamesClash:
      (nil, "`a` and `a.$` in one object of a payload template clash.")
    case .templateNotAnObject:
      (.schemaValidationFailed, "A payload template is an object.")
    case .unknownFunctionOrArgumentCount:
      (.schemaValidationFailed, "An intrinsic function has one of the known names, and as many arguments as it takes.")
    case .functionCallSyntax:
      (.schemaValidationFailed, "An intrinsic function call follows the grammar.")
    case .expressionSyntax:
      (.invalidJSONataExpression, "Every `{% … %}` parses.")
    case .expressionHalfDelimited:
      (.schemaValidationFailed, "A string that starts with `{%` ends with `%}`, and vice versa.")
    case .expressionOrLiteralOfWrongKind:
      (.schemaValidationFailed, "A field of a certain type takes a literal of that type or `{% … %}`.")
    case .bareNameInExpression:
      (.unsupportedJSONataExpression, "A path of an expression does not start with a bare name.")
    case .noSuchStatesField:
      (
        .unsupportedJSONataExpression,
        "`$states.errorOutput` and `$states.result` are used only where they exist; `$$` nowhere."
      )
    case .assignNotAnObject:
      (.schemaValidationFailed, "`Assign` is an object.")
    case .assignInTerminalState:
      (.schemaValidationFailed, "Succeed and Fail have no `Assign`.")
    case .reservedVariableName:
      (.reservedVariableName, "`states` is a reserved name.")
    case .variableNameTooLong:
      (.invalidVariableName, "The name of a variable has at most 80 characters.")
    case .variableNameNotAnIdentifier:
      (.invalidVariableName, "The name of a variable is an identifier.")
    case .variableOfOuterScope:
      (
        .duplicateVariableName,
        "A state inside a branch or processor does not assign a variable that a surrounding scope assigns."
      )
    case .resourceMissing:
      (.schemaValidationFailed, "A Task has a `Resource`.")
    case .resourceNotAString:
      (.schemaValidationFailed, "`Resource` is a string.")
    case .resourceNotAnARN:
      (.schemaValidationFailed, "`Resource` is an ARN.")
    case .taskTimeOutOfRange:
      (.schemaValidationFailed, "`TimeoutSeconds` and `HeartbeatSeconds` are integers from 1 to 99,999,999.")
    case .heartbeatLongerThanTimeout:
      (.schemaValidationFailed, "`HeartbeatSeconds` is not greater than `TimeoutSeconds`.")
    case .timeGivenTwice:
      (.schemaValidationFailed, "A time and its `Path` twin exclude each other.")
    case .roleMissingInCredentials:
      (.schemaValidationFailed, "`Credentials` contains `RoleArn`.")
    case .unknownIntegration:
      (.schemaValidationFailed, "A service integration exists.")
    case .integrationPatternNotOffered:
      (.schemaValidationFailed, "`.sync`, `.sync:2` and `.waitForTaskToken` only where the integration has them.")
    case .notAllowedInExpress:
      (
        .schemaValidationFailed,
        "An Express machine has no `.sync`, no `.waitForTaskToken`, no activities and no distributed Map."
      )
    case .choicesMissingOrEmpty:
      (.schemaValidationFailed, "`Choices` is a non-empty array.")
    case .ruleNotOneComparison:
      (
        .schemaValidationFailed,
        "A JSONPath rule is one comparison, or one of `And`, `Or`, `Not`; the outermost has a `Next`."
      )
    case .unknownOperator:
      (.schemaValidationFailed, "The operator of a comparison is one of the 39.")
    case .variableMissingInComparison:
      (.schemaValidationFailed, "A comparison has a `Variable`.")
    case .operandOfWrongKind:
      (.schemaValidationFailed, "The operand fits the operator.")
    case .fieldNotInNestedRule:
      (.schemaValidationFailed, "Rules inside `And`, `Or`, `Not` have no `Next` and no `Assign`.")
    case .booleanOperandOfWrongKind:
      (.schemaValidationFailed, "`And` and `Or` contain a non-empty array, `Not` one rule.")
    case .defaultNotAString:
      (.schemaValidationFailed, "`Default` is a string.")
    case .jsonataRuleIncomplete:
      (.schemaValidationFailed, "A JSONata rule has a `Condition`, a string or a boolean, and a `Next`.")
    case .loneBackslashInPattern:
      (nil, "A lone backslash in a `StringMatches` pattern fails when the state runs.")
    case .waitNotExactlyOneTime:
      (.schemaValidationFailed, "A Wait has exactly one of `Seconds`, `SecondsPath`, `Timestamp`, `TimestampPath`.")
    case .secondsOutOfRange:
      (.schemaValidationFailed, "`Seconds` is an integer from 0 to 99,999,999.")
    case .timestampNotRFC3339:
      (.schemaValidationFailed, "`Timestamp` is an RFC 3339 time with an upper-case T and Z or an offset.")
    case .failTextGivenTwice:
      (.schemaValidationFailed, "`Error` and `ErrorPath`, `Cause` and `CausePath` exclude each other.")
    case .failTextNotAString:
      (.schemaValidationFailed, "`Error` and `Cause` are strings.")
    case .branchesMissing:
      (.schemaValidationFailed, "A Parallel has `Branches`.")
    case .branchesNotAListOfObjects:
      (.schemaValidationFailed, "`Branches` is a non-empty array of objects.")
    case .branchIncomplete:
      (.schemaValidationFailed, "A branch has `StartAt` and `States`.")
    case .unknownBranchField:
      (.schemaValidationFailed, "A branch has `Comment`, `StartAt`, `States` and nothing else.")
    case .itemProcessorMissing:
      (.schemaValidationFailed, "A Map has an `ItemProcessor` (or the older `Iterator`).")
    case .itemProcessorGivenTwice:
      (.schemaValidationFailed, "`ItemProcessor` and `Iterator` exclude each other.")
    case .itemSelectorGivenTwice:
      (.schemaValidationFailed, "`ItemSelector` and the older `Parameters` exclude each other.")
    case .maxConcurrencyOutOfRange:
      (.schemaValidationFailed, "`MaxConcurrency` is an integer, at least 0.")
    case .unknownMode:
      (.schemaValidationFailed, "`Mode` is `INLINE` or `DISTRIBUTED`.")
    case .executionTypeAgainstMode:
      (.schemaValidationFailed, "`DISTRIBUTED` needs an `ExecutionType`, `STANDARD` or `EXPRESS`; `INLINE` takes none.")
    case .labelNotValid:
      (.invalidLabelName, "A `Label` has 1 to 40 characters, no special ones, and is unique.")
    case .itemReaderIncomplete:
      (.schemaValidationFailed, "An `ItemReader` has `Resource`, and optionally arguments and `ReaderConfig`.")
    case .readerConfigNotValid:
      (.schemaValidationFailed, "A `ReaderConfig` has known fields and values.")
    case .csvHeadersAgainstLocation:
      (.schemaValidationFailed, "`CSVHeaders` is given with `GIVEN`, and only then.")
    case .readerOrWriterResource:
      (
        .schemaValidationFailed,
        "`ItemReader` uses `s3:getObject` or `s3:listObjectsV2`, `ResultWriter` uses `s3:putObject`."
      )
    case .batcherWithoutLimit:
      (.schemaValidationFailed, "An `ItemBatcher` has a limit of items or of bytes.")
    case .batchBytesOutOfRange:
      (.schemaValidationFailed, "`MaxInputBytesPerBatch` is at most 262,144.")
    case .toleratedFailuresOutOfRange:
      (
        .schemaValidationFailed,
        "`ToleratedFailurePercentage` is a number from 0 to 100, `ToleratedFailureCount` an integer from 0."
      )
    case .mapNumberGivenTwice:
      (.schemaValidationFailed, "A number of a Map and its `Path` twin exclude each other.")
    case .resultWriterIncomplete:
      (.schemaValidationFailed, "A `ResultWriter` has `Resource` with arguments, or a `WriterConfig`, or both.")
    case .writerConfigNotValid:
      (
        .schemaValidationFailed,
        "`OutputType` is `JSON` or `JSONL`, `Transformation` is `NONE`, `COMPACT` or `FLATTEN`."
      )
    case .unknownProcessorField:
      (
        .schemaValidationFailed,
        "An item processor has `ProcessorConfig`, `StartAt`, `States`, `Comment` and nothing else."
      )
    case .parametersMissing:
      (.schemaValidationFailed, "A Task that calls a service has `Parameters`, in JSONata `Arguments`.")
    case .requiredMemberMissing:
      (.schemaValidationFailed, "The parameters of an integration have the members that the API requires.")
    case .unknownMember:
      (.schemaValidationFailed, "The parameters of an integration have no members that the API does not have.")
    case .memberOfWrongKind:
      (.schemaValidationFailed, "The parameters of an integration have the types that the API requires.")
    case .connectionNotAnARN:
      (.schemaValidationFailed, "`ConnectionArn` of an HTTP task is the ARN of an EventBridge connection.")
    case .credentialsOfActivity:
      (.schemaValidationFailed, "An activity takes no `Credentials`.")
    case .retryOrCatchNotAList:
      (.schemaValidationFailed, "`Retry` and `Catch` are arrays of objects, on Task, Parallel and Map only.")
    case .errorEqualsMissing:
      (.schemaValidationFailed, "A retrier and a catcher have `ErrorEquals`.")
    case .errorEqualsNotAListOfStrings:
      (.schemaValidationFailed, "`ErrorEquals` is a non-empty array of strings.")
    case .statesAllNotAloneAndLast:
      (.schemaValidationFailed, "`States.ALL` is alone in its list, in the last entry.")
    case .intervalOutOfRange:
      (.schemaValidationFailed, "`IntervalSeconds` is an integer from 0 to 99,999,999.")
    case .maxAttemptsOutOfRange:
      (.schemaValidationFailed, "`MaxAttempts` is an integer from 0 to 99,999,999.")
    case .backoffRateOutOfRange:
      (.schemaValidationFailed, "`BackoffRate` is a number, at least 1.0.")
    case .maxDelayOutOfRange:
      (.schemaValidationFailed, "`MaxDelaySeconds` is an integer from 1 to 31,622,400.")
    case .unknownJitterStrategy:
      (.schemaValidationFailed, "`JitterStrategy` is `FULL` or `NONE`.")
    case .unknownRetrierField:
      (.schemaValidationFailed, "A retrier has only its fields.")
    case .catcherWithoutNext:
      (.schemaValidationFailed, "A catcher has a `Next`.")
    case .unknownCatcherField:
      (.schemaValidationFailed, "A catcher has only its fields.")
    case .catcherFieldOfOtherLanguage:
      (.schemaValidationFailed, "The query language of the state applies to its catchers.")
    case .dollarMissing:
      (.noDollar, "A value looks like a path or a function; its name lacks `.$`.")
    case .pathSuffixMissing:
      (.noPath, "A value looks like a path; the name of its field does not end in `Path`.")
    case .resultIsStatic:
      (.passResultIsStatic, "The `Result` of a Pass contains something that looks like a path; it is taken literally.")
    case .unreachableCycle:
      (nil, "A state that is never reached: only states referring to each other lead to it.")
    case .variableNeverAssigned:
      (.possiblyUndefinedVariable, "A variable is read that no earlier state assigns.")
    case .meantAsExpression:
      (nil, "A literal in a JSONata state was probably intended as an expression.")
    case .noDefault:
      (nil, "No `Default`, and rules that do not cover everything: the execution fails when none matches.")
    case .handlerNeverActs:
      (nil, "A retrier or catcher never applies: an earlier one handles its errors, or nothing raises them here.")
    case .olderMapName:
      (nil, "`Iterator`, and `Parameters` of a Map, are the older names of `ItemProcessor` and `ItemSelector`.")
    case .distributedFieldInInlineMap:
      (nil, "A field that only a distributed Map uses is in an inline Map.")
    case .reservedErrorName:
      (nil, "The `Error` of a Fail starts with `States.`, which the language reserves.")
    case .waitWithoutTimeout:
      (nil, "A task that waits for an external answer has neither a timeout nor a heartbeat; it may wait for a year.")
    case .errorNeverOffered:
      (nil, "A retrier or catcher names an error that the service never offers to it.")
    case .errorSwallowed:
      (nil, "A catcher of all errors continues as if nothing had happened, and keeps nothing of the error.")
    case .ruleNeverReached:
      (nil, "A Choice rule is never reached: an earlier one always matches first.")
    case .retrierWithoutAttempts:
      (nil, "A retrier never retries: it allows no attempt.")
    case .unlimitedConcurrency:
      (nil, "A distributed Map calls another service without its own limit: up to 10,000 at a time.")
    case .payloadTooLarge:
      (nil, "A payload is probably longer than the 262,144 bytes that the service passes on.")
    case .unknownService:
      (nil, "An integration with a service that this version does not know.")
    case .unknownJSONataFunction:
      (nil, "A function that does not exist is called; the state fails when it runs.")
    case .functionArgumentsRefused:
      (nil, "An intrinsic function is called with arguments that it refuses when the state runs.")
    case .unknownMemberOfOptimizedIntegration:
      (
        nil,
        "An optimized integration is given a member that the API does not know; it is refused when the task starts."
      )
    case .heartbeatAsLongAsTimeout:
      (nil, "`HeartbeatSeconds` is not smaller than `TimeoutSeconds`: the timeout comes first.")
    case .readerOrWriterConfigIncomplete:
      (nil, "A `ReaderConfig` or `WriterConfig` lacks a member that another one needs.")
    case .placeholderNotFilledIn:
      (nil, "A placeholder, `${Name}`, is in the position of a value: the text is not JSON until it is replaced.")
    case .negativeIndex:
      (nil, "A negative index of a path is outside every array: it gives null, never an element from the end.")
    case .functionInPath:
      (nil, "Paths have no functions: `.length()` is the member of that name.")
    case .severalNamesBeforeOtherSteps:
      (nil, "Several names in a path before other steps: the path fails when the state runs.")
    case .doubleQuotesInFilter:
      (nil, "Double quotes in a filter of a path are part of the string in the comparison.")
    case .filterNeverHolds:
      (nil, "A filter of a path can never hold: a member alone, `@.a`, is false if it is null.")
    case .parenthesesDoNotGroup:
      (nil, "Parentheses in a filter of a path do not group, and `!( )` negates nothing.")
    case .wordOperatorInFilter:
      (nil, "Filters of paths have no word operators.")
    case .quotedPatternInFilter:
      (nil, "A regular expression in a filter of a path is between slashes: the path fails when the state runs.")
    }
  }
}
