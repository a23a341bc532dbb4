import JSONPath
import OrderedJSON

/// The rules that a definition is checked against, by their stable codes: `ASL101` … `ASL913` refuse a definition,
/// `ASLW01` … only warn.
public enum DiagnosticRule: String, Sendable, Hashable, CaseIterable {
  case asl101 = "ASL101"
  case asl102 = "ASL102"
  case asl103 = "ASL103"
  case asl104 = "ASL104"
  case asl105 = "ASL105"
  case asl106 = "ASL106"
  case asl107 = "ASL107"
  case asl108 = "ASL108"
  case asl109 = "ASL109"
  case asl110 = "ASL110"
  case asl111 = "ASL111"
  case asl112 = "ASL112"
  case asl113 = "ASL113"
  case asl201 = "ASL201"
  case asl202 = "ASL202"
  case asl203 = "ASL203"
  case asl204 = "ASL204"
  case asl205 = "ASL205"
  case asl206 = "ASL206"
  case asl207 = "ASL207"
  case asl208 = "ASL208"
  case asl209 = "ASL209"
  case asl210 = "ASL210"
  case asl211 = "ASL211"
  case asl212 = "ASL212"
  case asl213 = "ASL213"
  case asl301 = "ASL301"
  case asl302 = "ASL302"
  case asl303 = "ASL303"
  case asl304 = "ASL304"
  case asl305 = "ASL305"
  case asl401 = "ASL401"
  case asl402 = "ASL402"
  case asl403 = "ASL403"
  case asl404 = "ASL404"
  case asl501 = "ASL501"
  case asl502 = "ASL502"
  case asl503 = "ASL503"
  case asl504 = "ASL504"
  case asl505 = "ASL505"
  case asl506 = "ASL506"
  case asl507 = "ASL507"
  case asl508 = "ASL508"
  case asl509 = "ASL509"
  case asl510 = "ASL510"
  case asl601 = "ASL601"
  case asl602 = "ASL602"
  case asl603 = "ASL603"
  case asl604 = "ASL604"
  case asl605 = "ASL605"
  case asl701 = "ASL701"
  case asl702 = "ASL702"
  case asl703 = "ASL703"
  case asl704 = "ASL704"
  case asl705 = "ASL705"
  case asl706 = "ASL706"
  case asl811 = "ASL811"
  case asl812 = "ASL812"
  case asl813 = "ASL813"
  case asl814 = "ASL814"
  case asl815 = "ASL815"
  case asl816 = "ASL816"
  case asl817 = "ASL817"
  case asl818 = "ASL818"
  case asl819 = "ASL819"
  case asl820 = "ASL820"
  case asl821 = "ASL821"
  case asl822 = "ASL822"
  case asl823 = "ASL823"
  case asl824 = "ASL824"
  case asl825 = "ASL825"
  case asl826 = "ASL826"
  case asl827 = "ASL827"
  case asl828 = "ASL828"
  case asl829 = "ASL829"
  case asl830 = "ASL830"
  case asl831 = "ASL831"
  case asl832 = "ASL832"
  case asl833 = "ASL833"
  case asl841 = "ASL841"
  case asl842 = "ASL842"
  case asl851 = "ASL851"
  case asl852 = "ASL852"
  case asl853 = "ASL853"
  case asl854 = "ASL854"
  case asl861 = "ASL861"
  case asl862 = "ASL862"
  case asl863 = "ASL863"
  case asl864 = "ASL864"
  case asl865 = "ASL865"
  case asl866 = "ASL866"
  case asl867 = "ASL867"
  case asl868 = "ASL868"
  case asl869 = "ASL869"
  case asl870 = "ASL870"
  case asl871 = "ASL871"
  case asl872 = "ASL872"
  case asl873 = "ASL873"
  case asl874 = "ASL874"
  case asl875 = "ASL875"
  case asl876 = "ASL876"
  case asl877 = "ASL877"
  case asl878 = "ASL878"
  case asl880 = "ASL880"
  case asl881 = "ASL881"
  case asl882 = "ASL882"
  case asl883 = "ASL883"
  case asl884 = "ASL884"
  case asl885 = "ASL885"
  case asl901 = "ASL901"
  case asl902 = "ASL902"
  case asl903 = "ASL903"
  case asl904 = "ASL904"
  case asl905 = "ASL905"
  case asl906 = "ASL906"
  case asl907 = "ASL907"
  case asl908 = "ASL908"
  case asl909 = "ASL909"
  case asl910 = "ASL910"
  case asl911 = "ASL911"
  case asl912 = "ASL912"
  case asl913 = "ASL913"
  case aslw01 = "ASLW01"
  case aslw02 = "ASLW02"
  case aslw03 = "ASLW03"
  case aslw04 = "ASLW04"
  case aslw05 = "ASLW05"
  case aslw06 = "ASLW06"
  case aslw07 = "ASLW07"
  case aslw08 = "ASLW08"
  case aslw09 = "ASLW09"
  case aslw10 = "ASLW10"
  case aslw11 = "ASLW11"
  case aslw12 = "ASLW12"
  case aslw13 = "ASLW13"
  case aslw14 = "ASLW14"
  case aslw15 = "ASLW15"
  case aslw16 = "ASLW16"
  case aslw17 = "ASLW17"
  case aslw18 = "ASLW18"
  case aslw19 = "ASLW19"
  case aslw20 = "ASLW20"
  case aslw21 = "ASLW21"
  case aslw30 = "ASLW30"
  case aslw31 = "ASLW31"
  case aslw32 = "ASLW32"
  case aslw40 = "ASLW40"
  case aslw51 = "ASLW51"
  case aslw52 = "ASLW52"
  case aslw53 = "ASLW53"
  case aslw54 = "ASLW54"
  case aslw55 = "ASLW55"
  case aslw56 = "ASLW56"
  case aslw57 = "ASLW57"
  case aslw58 = "ASLW58"

  /// The service's code for what breaks the rule, where one is known. Some diagnostics of a rule have another, see
  /// ``Diagnostic/awsCode``.
  public var awsCode: String? { text.awsCode?.rawValue }

  /// What the rule asks for; for a warning, what it found.
  public var summary: String { text.summary }

  /// Whether breaking it makes the service refuse the definition.
  public var severity: Diagnostic.Severity {
    let isWarning = rawValue.utf8.dropFirst(3).first == UInt8(ascii: "W") || self == .asl830
    return isWarning ? .warning : .error
  }

  private var text: (awsCode: AWSCode?, summary: String) {
    switch self {
    case .asl101:
      (.invalidJSONDescription, "The text is JSON: no comments, no trailing commas, nothing after the value.")
    case .asl102:
      (.schemaValidationFailed, "The value is an object; white space alone is none.")
    case .asl103:
      (.schemaValidationFailed, "`StartAt` and `States` are required, at the top and in every branch and processor.")
    case .asl104:
      (.schemaValidationFailed, "`States` holds at least one state.")
    case .asl105:
      (
        .schemaValidationFailed,
        "The top level has `Comment`, `StartAt`, `States`, `Version`, `TimeoutSeconds`, `QueryLanguage` and nothing else."
      )
    case .asl106:
      (.schemaValidationFailed, "`StartAt` is a string; `States` is an object.")
    case .asl107:
      (.schemaValidationFailed, "`TimeoutSeconds` of the machine is an integer from 0 to 99,999,999.")
    case .asl108:
      (.schemaValidationFailed, "`Version` is `\"1.0\"`.")
    case .asl109:
      (.schemaValidationFailed, "`QueryLanguage` is `JSONPath` or `JSONata`, exactly.")
    case .asl110:
      (.schemaValidationFailed, "`Comment` of a machine, branch or processor is a string.")
    case .asl111:
      (nil, "A name stands once in an object.")
    case .asl112:
      (nil, "The text has at most 1,048,576 bytes and is not empty.")
    case .asl113:
      (.tooDeeplyNested, "Parallel and Map states, and rules inside rules, are nested no deeper than the limit.")
    case .asl201:
      (.schemaValidationFailed, "Every value in `States` is an object.")
    case .asl202:
      (.schemaValidationFailed, "A state has a `Type`.")
    case .asl203:
      (.schemaValidationFailed, "`Type` is one of the eight names, case sensitive.")
    case .asl204:
      (.invalidStateName, "The name of a state has 1 to 80 characters.")
    case .asl205:
      (.duplicateStateName, "The name of a state is unique in the whole machine.")
    case .asl206:
      (.schemaValidationFailed, "A state has only the fields of its type and query language.")
    case .asl207:
      (.schemaValidationFailed, "`Comment` of a state, rule, retrier or catcher is a string.")
    case .asl208:
      (.schemaValidationFailed, "Task, Parallel, Map, Pass and Wait have `Next` or `End: true`.")
    case .asl209:
      (.schemaValidationFailed, "`Next` and `End: true` exclude each other.")
    case .asl210:
      (.schemaValidationFailed, "`End` is a boolean.")
    case .asl211:
      (nil, "`End: false` without `Next` leaves the state without an exit.")
    case .asl212:
      (.schemaValidationFailed, "`Next` is a string.")
    case .asl213:
      (.schemaValidationFailed, "Choice, Succeed and Fail have neither `Next` nor `End`.")
    case .asl301:
      (.missingTransitionTarget, "`StartAt` names a state of the same `States`.")
    case .asl302:
      (.missingTransitionTarget, "`Next` and `Default` name a state, case sensitive.")
    case .asl303:
      (.missingTransitionTarget, "A transition stays in its own `States`.")
    case .asl304:
      (.missingTransitionTarget, "Every state is referred to by something in its `States`.")
    case .asl305:
      (.missingEndState, "There is a terminal state in every `States`.")
    case .asl401:
      (.schemaValidationFailed, "A JSONata state has no field of JSONPath.")
    case .asl402:
      (.schemaValidationFailed, "A JSONPath state has no field of JSONata.")
    case .asl403:
      (.schemaValidationFailed, "A JSONata machine has no JSONPath state, at any depth.")
    case .asl404:
      (.schemaValidationFailed, "Data-flow fields stand only in the types of states that have them.")
    case .asl501:
      (.schemaValidationFailed, "`InputPath` and `OutputPath` are a path or null.")
    case .asl502:
      (.schemaValidationFailed, "A reference path names one place: no wildcard, filter, slice, union, descent.")
    case .asl503:
      (.schemaValidationFailed, "`ResultPath` starts with `$` and names neither the context object nor a variable.")
    case .asl504:
      (
        .schemaValidationFailed,
        "A path field takes no intrinsic function, but for `ErrorPath` and `CausePath` those that give a string."
      )
    case .asl505:
      (.schemaValidationFailed, "A field that ends in `Path` holds a reference path.")
    case .asl506:
      (
        .schemaValidationFailed,
        "In a payload template a name that ends in `.$` has a path or an intrinsic function call as its value."
      )
    case .asl507:
      (nil, "`a` and `a.$` in one object of a payload template clash.")
    case .asl508:
      (.schemaValidationFailed, "A payload template is an object.")
    case .asl509:
      (.schemaValidationFailed, "An intrinsic function has one of the known names, and as many arguments as it takes.")
    case .asl510:
      (.schemaValidationFailed, "An intrinsic function call keeps the grammar.")
    case .asl601:
      (.invalidJSONataExpression, "Every `{% … %}` parses.")
    case .asl602:
      (.schemaValidationFailed, "A string that starts with `{%` ends with `%}`, and the reverse.")
    case .asl603:
      (.schemaValidationFailed, "A field that needs a value of some type takes a literal of that type or `{% … %}`.")
    case .asl604:
      (.unsupportedJSONataExpression, "A path of an expression does not start with a bare name.")
    case .asl605:
      (
        .unsupportedJSONataExpression,
        "`$states.errorOutput` and `$states.result` stand only where they exist; `$$` nowhere."
      )
    case .asl701:
      (.schemaValidationFailed, "`Assign` is an object.")
    case .asl702:
      (.schemaValidationFailed, "Succeed and Fail have no `Assign`.")
    case .asl703:
      (.reservedVariableName, "`states` is a reserved name.")
    case .asl704:
      (.invalidVariableName, "The name of a variable has at most 80 characters.")
    case .asl705:
      (.invalidVariableName, "The name of a variable is an identifier.")
    case .asl706:
      (
        .duplicateVariableName,
        "A state inside a branch or processor assigns no variable that a surrounding scope assigns."
      )
    case .asl811:
      (.schemaValidationFailed, "A Task has a `Resource`.")
    case .asl812:
      (.schemaValidationFailed, "`Resource` is a string.")
    case .asl813:
      (.schemaValidationFailed, "`Resource` is an ARN.")
    case .asl814:
      (.schemaValidationFailed, "`TimeoutSeconds` and `HeartbeatSeconds` are integers from 1 to 99,999,999.")
    case .asl815:
      (.schemaValidationFailed, "`HeartbeatSeconds` is not greater than `TimeoutSeconds`.")
    case .asl816:
      (.schemaValidationFailed, "A time and its `Path` twin exclude each other.")
    case .asl817:
      (.schemaValidationFailed, "`Credentials` holds `RoleArn`.")
    case .asl818:
      (.schemaValidationFailed, "A service integration exists.")
    case .asl819:
      (.schemaValidationFailed, "`.sync`, `.sync:2` and `.waitForTaskToken` stand only where the integration has them.")
    case .asl820:
      (
        .schemaValidationFailed,
        "An Express machine has no `.sync`, no `.waitForTaskToken`, no activities and no distributed Map."
      )
    case .asl821:
      (.schemaValidationFailed, "`Choices` is an array that is not empty.")
    case .asl822:
      (
        .schemaValidationFailed,
        "A JSONPath rule is one comparison, or one of `And`, `Or`, `Not`; the outermost has a `Next`."
      )
    case .asl823:
      (.schemaValidationFailed, "The operator of a comparison is one of the 39.")
    case .asl824:
      (.schemaValidationFailed, "A comparison has a `Variable`.")
    case .asl825:
      (.schemaValidationFailed, "The operand fits the operator.")
    case .asl826:
      (.schemaValidationFailed, "Rules inside `And`, `Or`, `Not` have no `Next` and no `Assign`.")
    case .asl827:
      (.schemaValidationFailed, "`And` and `Or` hold an array that is not empty, `Not` one rule.")
    case .asl828:
      (.schemaValidationFailed, "`Default` is a string.")
    case .asl829:
      (.schemaValidationFailed, "A JSONata rule has a `Condition`, a string or a boolean, and a `Next`.")
    case .asl830:
      (nil, "A lone backslash in a `StringMatches` pattern fails when the state runs.")
    case .asl831:
      (.schemaValidationFailed, "A Wait has exactly one of `Seconds`, `SecondsPath`, `Timestamp`, `TimestampPath`.")
    case .asl832:
      (.schemaValidationFailed, "`Seconds` is an integer from 0 to 99,999,999.")
    case .asl833:
      (.schemaValidationFailed, "`Timestamp` is an RFC 3339 time with an upper-case T and Z or an offset.")
    case .asl841:
      (.schemaValidationFailed, "`Error` and `ErrorPath`, `Cause` and `CausePath` exclude each other.")
    case .asl842:
      (.schemaValidationFailed, "`Error` and `Cause` are strings.")
    case .asl851:
      (.schemaValidationFailed, "A Parallel has `Branches`.")
    case .asl852:
      (.schemaValidationFailed, "`Branches` is an array of objects that is not empty.")
    case .asl853:
      (.schemaValidationFailed, "A branch has `StartAt` and `States`.")
    case .asl854:
      (.schemaValidationFailed, "A branch has `Comment`, `StartAt`, `States` and nothing else.")
    case .asl861:
      (.schemaValidationFailed, "A Map has an `ItemProcessor` (or the older `Iterator`).")
    case .asl862:
      (.schemaValidationFailed, "`ItemProcessor` and `Iterator` exclude each other.")
    case .asl863:
      (.schemaValidationFailed, "`ItemSelector` and the older `Parameters` exclude each other.")
    case .asl864:
      (.schemaValidationFailed, "`MaxConcurrency` is an integer, at least 0.")
    case .asl865:
      (.schemaValidationFailed, "`Mode` is `INLINE` or `DISTRIBUTED`.")
    case .asl866:
      (.schemaValidationFailed, "`DISTRIBUTED` needs an `ExecutionType`, `STANDARD` or `EXPRESS`; `INLINE` takes none.")
    case .asl867:
      (.invalidLabelName, "A `Label` has 1 to 40 characters, no special ones, and is unique.")
    case .asl868:
      (.schemaValidationFailed, "An `ItemReader` has `Resource`, and perhaps arguments and `ReaderConfig`.")
    case .asl869:
      (.schemaValidationFailed, "A `ReaderConfig` has known fields and values.")
    case .asl870:
      (.schemaValidationFailed, "`CSVHeaders` stand with `GIVEN`, and only then.")
    case .asl871:
      (
        .schemaValidationFailed,
        "`ItemReader` uses `s3:getObject` or `s3:listObjectsV2`, `ResultWriter` uses `s3:putObject`."
      )
    case .asl872:
      (.schemaValidationFailed, "An `ItemBatcher` has a limit of items or of bytes.")
    case .asl873:
      (.schemaValidationFailed, "`MaxInputBytesPerBatch` is at most 262,144.")
    case .asl874:
      (
        .schemaValidationFailed,
        "`ToleratedFailurePercentage` is a number from 0 to 100, `ToleratedFailureCount` an integer from 0."
      )
    case .asl875:
      (.schemaValidationFailed, "A number of a Map and its `Path` twin exclude each other.")
    case .asl876:
      (.schemaValidationFailed, "A `ResultWriter` has `Resource` with arguments, or a `WriterConfig`, or both.")
    case .asl877:
      (
        .schemaValidationFailed,
        "`OutputType` is `JSON` or `JSONL`, `Transformation` is `NONE`, `COMPACT` or `FLATTEN`."
      )
    case .asl878:
      (
        .schemaValidationFailed,
        "An item processor has `ProcessorConfig`, `StartAt`, `States`, `Comment` and nothing else."
      )
    case .asl880:
      (.schemaValidationFailed, "A Task that calls a service has `Parameters`, in JSONata `Arguments`.")
    case .asl881:
      (.schemaValidationFailed, "What an integration is given has the members that the API asks for.")
    case .asl882:
      (.schemaValidationFailed, "What an integration is given has no members that the API does not know.")
    case .asl883:
      (.schemaValidationFailed, "What an integration is given is of the kinds that the API asks for.")
    case .asl884:
      (.schemaValidationFailed, "`ConnectionArn` of an HTTP task is the ARN of an EventBridge connection.")
    case .asl885:
      (.schemaValidationFailed, "An activity takes no `Credentials`.")
    case .asl901:
      (.schemaValidationFailed, "`Retry` and `Catch` are arrays of objects, on Task, Parallel and Map only.")
    case .asl902:
      (.schemaValidationFailed, "A retrier and a catcher have `ErrorEquals`.")
    case .asl903:
      (.schemaValidationFailed, "`ErrorEquals` is an array of strings that is not empty.")
    case .asl904:
      (.schemaValidationFailed, "`States.ALL` stands alone in its list, in the last entry.")
    case .asl905:
      (.schemaValidationFailed, "`IntervalSeconds` is an integer from 0 to 99,999,999.")
    case .asl906:
      (.schemaValidationFailed, "`MaxAttempts` is an integer from 0 to 99,999,999.")
    case .asl907:
      (.schemaValidationFailed, "`BackoffRate` is a number, at least 1.0.")
    case .asl908:
      (.schemaValidationFailed, "`MaxDelaySeconds` is an integer from 1 to 31,622,400.")
    case .asl909:
      (.schemaValidationFailed, "`JitterStrategy` is `FULL` or `NONE`.")
    case .asl910:
      (.schemaValidationFailed, "A retrier has only its fields.")
    case .asl911:
      (.schemaValidationFailed, "A catcher has a `Next`.")
    case .asl912:
      (.schemaValidationFailed, "A catcher has only its fields.")
    case .asl913:
      (.schemaValidationFailed, "The query language of the state holds for its catchers.")
    case .aslw01:
      (.noDollar, "A value looks like a path or a function; its name lacks `.$`.")
    case .aslw02:
      (.noPath, "A value looks like a path; the name of its field does not end in `Path`.")
    case .aslw03:
      (.passResultIsStatic, "The `Result` of a Pass holds something that looks like a path; it is taken literally.")
    case .aslw04:
      (nil, "A state that is never reached: only states referring to each other lead to it.")
    case .aslw05:
      (.possiblyUndefinedVariable, "A variable is read that no state before assigns.")
    case .aslw06:
      (nil, "A literal in a JSONata state was probably meant as an expression.")
    case .aslw07:
      (nil, "No `Default`, and rules that do not cover everything: the execution fails when none matches.")
    case .aslw08:
      (nil, "A retrier or catcher never acts: an earlier one takes its errors, or nothing raises them here.")
    case .aslw09:
      (nil, "`Iterator`, and `Parameters` of a Map, are the older names of `ItemProcessor` and `ItemSelector`.")
    case .aslw10:
      (nil, "A field that only a distributed Map uses stands in an inline Map.")
    case .aslw11:
      (nil, "The `Error` of a Fail starts with `States.`, which the language reserves.")
    case .aslw12:
      (nil, "A task that waits for somebody else has neither a timeout nor a heartbeat; it may wait for a year.")
    case .aslw13:
      (nil, "A retrier or catcher names an error that the service never offers to it.")
    case .aslw14:
      (nil, "A catcher of everything goes on as if nothing had happened, and keeps nothing of the error.")
    case .aslw15:
      (nil, "A Choice rule is never reached: an earlier one always matches first.")
    case .aslw16:
      (nil, "A retrier never retries: it allows no attempt.")
    case .aslw17:
      (nil, "A distributed Map calls another service without a limit of its own: up to 10,000 at a time.")
    case .aslw18:
      (nil, "A payload is probably longer than the 262,144 bytes that the service passes on.")
    case .aslw19:
      (nil, "An integration with a service that this version does not know.")
    case .aslw20:
      (nil, "A function is called that does not exist; the state fails when it runs.")
    case .aslw21:
      (nil, "An intrinsic function is called with arguments that it refuses when the state runs.")
    case .aslw30:
      (
        nil,
        "An optimized integration is given a member that the API does not know; it is refused when the task starts."
      )
    case .aslw31:
      (nil, "`HeartbeatSeconds` is not smaller than `TimeoutSeconds`: the timeout comes first.")
    case .aslw32:
      (nil, "A `ReaderConfig` or `WriterConfig` lacks a member that another one needs.")
    case .aslw40:
      (nil, "A placeholder, `${Name}`, stands where a value belongs: the text is not JSON before it is filled in.")
    case .aslw51:
      (nil, "A negative index of a path is outside every array: it gives null, never an element from the end.")
    case .aslw52:
      (nil, "Paths have no functions: `.length()` is the member of that name.")
    case .aslw53:
      (nil, "Several names in a path before other steps: the path fails when the state runs.")
    case .aslw54:
      (nil, "Double quotes in a filter of a path are part of the string that is compared with.")
    case .aslw55:
      (nil, "A filter of a path can never hold: a member alone, `@.a`, does not hold where it is null.")
    case .aslw56:
      (nil, "Parentheses in a filter of a path do not group, and `!( )` negates nothing.")
    case .aslw57:
      (nil, "Filters of paths have no operators that are words.")
    case .aslw58:
      (nil, "A regular expression in a filter of a path stands between slashes: the path fails when the state runs.")
    }
  }
}

/// The service's codes.
enum AWSCode: String, Sendable {
  case duplicateLabelName = "DUPLICATE_LABEL_NAME"
  case duplicateStateName = "DUPLICATE_STATE_NAME"
  case duplicateVariableName = "DUPLICATE_VARIABLE_NAME"
  case invalidJSONDescription = "INVALID_JSON_DESCRIPTION"
  case invalidJSONataExpression = "INVALID_JSONATA_EXPRESSION"
  case invalidLabelName = "INVALID_LABEL_NAME"
  case invalidStateName = "INVALID_STATE_NAME"
  case missingDescription = "MISSING_DESCRIPTION"
  case missingEndState = "MISSING_END_STATE"
  case missingTransitionTarget = "MISSING_TRANSITION_TARGET"
  case noDollar = "NO_DOLLAR"
  case noPath = "NO_PATH"
  case invalidVariableName = "INVALID_VARIABLE_NAME"
  case passResultIsStatic = "PASS_RESULT_IS_STATIC"
  case possiblyUndefinedVariable = "POSSIBLY_UNDEFINED_VARIABLE"
  case reservedVariableName = "RESERVED_VARIABLE_NAME"
  case schemaValidationFailed = "SCHEMA_VALIDATION_FAILED"
  case tooDeeplyNested = "TOO_DEEPLY_NESTED"
  case unsupportedJSONataExpression = "UNSUPPORTED_JSONATA_EXPRESSION"
}

/// The texts of diagnostics: the service's words where they are on record, ours elsewhere.
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
    "These fields are required: [\(ServiceOrder.sorted(fields).joined(separator: ", "))]"
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
  /// ASL820: the blank at the end is the service's.
  static let expressToken = "Express state machine does not support '.waitForTaskToken' service integration "
  /// ASL820.
  static let expressDistributedMap =
    "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines"
  /// ASL822, ASL824, ASL829.
  static let oneSelector =
    "The object must have only one of the following fields, [And, Or, Not, Variable, Condition]"
  /// ASL830.
  static let loneBackslash = "A backslash in a pattern must stand before '*' or another backslash"
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
  /// ASL882: in other quotes than what is unknown.
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
  static let meantAsExpression = "This text is taken literally; an expression stands between '{%' and '%}'"
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
  static func errorTakenBefore(_ name: String) -> String { "'\(name)' is taken by an earlier entry already" }
  /// ASLW08.
  static func noSuchError(_ name: String) -> String { "No error is named '\(name)'" }
  /// ASLW09.
  static func olderName(_ old: String, _ new: String) -> String { "'\(old)' is the older name of '\(new)'" }
  /// ASLW10.
  static func distributedOnly(_ field: String) -> String {
    "'\(field)' belongs to a Map in DISTRIBUTED mode; this one is inline"
  }
  /// ASLW11.
  static func reservedError(_ name: String) -> String { "The error '\(name)' begins with 'States.', which is reserved" }
  /// ASLW12.
  static let endlessTask = "The task waits for an answer without a timeout or a heartbeat: it may wait for a year"
  /// ASLW13.
  static func neverOffered(_ name: String) -> String {
    "The service does not offer '\(name)' to retriers and catchers: it ends the execution"
  }
  /// ASLW14.
  static let swallowed = "Any error is dropped here, and the execution goes on as if nothing had happened"
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
    "The value has \(bytes) bytes; the service passes on 262144 at most"
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
    case .quotedPattern: "A regular expression stands between slashes; with quotes the path fails when the state runs"
    }
  }
}
