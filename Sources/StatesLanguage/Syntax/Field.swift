import OrderedJSON

/// Every name that has a meaning as a field of a definition.
///
/// The comparison operators come last, in the order in which the service lists them.
enum Field: UInt8, CaseIterable, Sendable {
  case type
  case comment
  case queryLanguage
  case version
  case startAt
  case states
  case timeoutSeconds
  case next
  case end
  case `default`
  case choices
  case condition
  case variable
  case and
  case or
  case not
  case seconds
  case secondsPath
  case timestamp
  case timestampPath
  case timeoutSecondsPath
  case heartbeatSeconds
  case heartbeatSecondsPath
  case inputPath
  case outputPath
  case resultPath
  case parameters
  case resultSelector
  case result
  case arguments
  case output
  case assign
  case resource
  case credentials
  case roleArn
  case retry
  case `catch`
  case branches
  case itemProcessor
  case iterator
  case processorConfig
  case mode
  case executionType
  case items
  case itemsPath
  case itemSelector
  case itemReader
  case itemBatcher
  case resultWriter
  case label
  case maxConcurrency
  case maxConcurrencyPath
  case toleratedFailureCount
  case toleratedFailureCountPath
  case toleratedFailurePercentage
  case toleratedFailurePercentagePath
  case readerConfig
  case inputType
  case csvHeaderLocation
  case csvHeaders
  case csvDelimiter
  case maxItems
  case maxItemsPath
  case itemsPointer
  case manifestType
  case transformation
  case maxItemsPerBatch
  case maxItemsPerBatchPath
  case maxInputBytesPerBatch
  case maxInputBytesPerBatchPath
  case batchInput
  case writerConfig
  case outputType
  case error
  case errorPath
  case cause
  case causePath
  case errorEquals
  case intervalSeconds
  case maxAttempts
  case backoffRate
  case maxDelaySeconds
  case jitterStrategy

  // Comparison operators of Choice rules.
  case stringEquals
  case isBoolean
  case stringLessThan
  case isNumeric
  case booleanEquals
  case stringLessThanEqualsPath
  case numericLessThan
  case numericGreaterThan
  case numericLessThanPath
  case stringMatches
  case timestampLessThanEqualsPath
  case numericEquals
  case timestampGreaterThan
  case stringGreaterThanEqualsPath
  case timestampGreaterThanEqualsPath
  case timestampLessThanEquals
  case numericLessThanEqualsPath
  case timestampEquals
  case booleanEqualsPath
  case isTimestamp
  case stringLessThanEquals
  case numericLessThanEquals
  case stringLessThanPath
  case timestampGreaterThanPath
  case stringGreaterThan
  case stringGreaterThanPath
  case isString
  case stringEqualsPath
  case timestampEqualsPath
  case timestampLessThan
  case stringGreaterThanEquals
  case numericGreaterThanPath
  case numericGreaterThanEquals
  case numericEqualsPath
  case timestampLessThanPath
  case isNull
  case isPresent
  case timestampGreaterThanEquals
  case numericGreaterThanEqualsPath

  /// The name as written.
  var name: String {
    switch self {
    case .type: "Type"
    case .comment: "Comment"
    case .queryLanguage: "QueryLanguage"
    case .version: "Version"
    case .startAt: "StartAt"
    case .states: "States"
    case .timeoutSeconds: "TimeoutSeconds"
    case .next: "Next"
    case .end: "End"
    case .default: "Default"
    case .choices: "Choices"
    case .condition: "Condition"
    case .variable: "Variable"
    case .and: "And"
    case .or: "Or"
    case .not: "Not"
    case .seconds: "Seconds"
    case .secondsPath: "SecondsPath"
    case .timestamp: "Timestamp"
    case .timestampPath: "TimestampPath"
    case .timeoutSecondsPath: "TimeoutSecondsPath"
    case .heartbeatSeconds: "HeartbeatSeconds"
    case .heartbeatSecondsPath: "HeartbeatSecondsPath"
    case .inputPath: "InputPath"
    case .outputPath: "OutputPath"
    case .resultPath: "ResultPath"
    case .parameters: "Parameters"
    case .resultSelector: "ResultSelector"
    case .result: "Result"
    case .arguments: "Arguments"
    case .output: "Output"
    case .assign: "Assign"
    case .resource: "Resource"
    case .credentials: "Credentials"
    case .roleArn: "RoleArn"
    case .retry: "Retry"
    case .catch: "Catch"
    case .branches: "Branches"
    case .itemProcessor: "ItemProcessor"
    case .iterator: "Iterator"
    case .processorConfig: "ProcessorConfig"
    case .mode: "Mode"
    case .executionType: "ExecutionType"
    case .items: "Items"
    case .itemsPath: "ItemsPath"
    case .itemSelector: "ItemSelector"
    case .itemReader: "ItemReader"
    case .itemBatcher: "ItemBatcher"
    case .resultWriter: "ResultWriter"
    case .label: "Label"
    case .maxConcurrency: "MaxConcurrency"
    case .maxConcurrencyPath: "MaxConcurrencyPath"
    case .toleratedFailureCount: "ToleratedFailureCount"
    case .toleratedFailureCountPath: "ToleratedFailureCountPath"
    case .toleratedFailurePercentage: "ToleratedFailurePercentage"
    case .toleratedFailurePercentagePath: "ToleratedFailurePercentagePath"
    case .readerConfig: "ReaderConfig"
    case .inputType: "InputType"
    case .csvHeaderLocation: "CSVHeaderLocation"
    case .csvHeaders: "CSVHeaders"
    case .csvDelimiter: "CSVDelimiter"
    case .maxItems: "MaxItems"
    case .maxItemsPath: "MaxItemsPath"
    case .itemsPointer: "ItemsPointer"
    case .manifestType: "ManifestType"
    case .transformation: "Transformation"
    case .maxItemsPerBatch: "MaxItemsPerBatch"
    case .maxItemsPerBatchPath: "MaxItemsPerBatchPath"
    case .maxInputBytesPerBatch: "MaxInputBytesPerBatch"
    case .maxInputBytesPerBatchPath: "MaxInputBytesPerBatchPath"
    case .batchInput: "BatchInput"
    case .writerConfig: "WriterConfig"
    case .outputType: "OutputType"
    case .error: "Error"
    case .errorPath: "ErrorPath"
    case .cause: "Cause"
    case .causePath: "CausePath"
    case .errorEquals: "ErrorEquals"
    case .intervalSeconds: "IntervalSeconds"
    case .maxAttempts: "MaxAttempts"
    case .backoffRate: "BackoffRate"
    case .maxDelaySeconds: "MaxDelaySeconds"
    case .jitterStrategy: "JitterStrategy"
    case .stringEquals: "StringEquals"
    case .isBoolean: "IsBoolean"
    case .stringLessThan: "StringLessThan"
    case .isNumeric: "IsNumeric"
    case .booleanEquals: "BooleanEquals"
    case .stringLessThanEqualsPath: "StringLessThanEqualsPath"
    case .numericLessThan: "NumericLessThan"
    case .numericGreaterThan: "NumericGreaterThan"
    case .numericLessThanPath: "NumericLessThanPath"
    case .stringMatches: "StringMatches"
    case .timestampLessThanEqualsPath: "TimestampLessThanEqualsPath"
    case .numericEquals: "NumericEquals"
    case .timestampGreaterThan: "TimestampGreaterThan"
    case .stringGreaterThanEqualsPath: "StringGreaterThanEqualsPath"
    case .timestampGreaterThanEqualsPath: "TimestampGreaterThanEqualsPath"
    case .timestampLessThanEquals: "TimestampLessThanEquals"
    case .numericLessThanEqualsPath: "NumericLessThanEqualsPath"
    case .timestampEquals: "TimestampEquals"
    case .booleanEqualsPath: "BooleanEqualsPath"
    case .isTimestamp: "IsTimestamp"
    case .stringLessThanEquals: "StringLessThanEquals"
    case .numericLessThanEquals: "NumericLessThanEquals"
    case .stringLessThanPath: "StringLessThanPath"
    case .timestampGreaterThanPath: "TimestampGreaterThanPath"
    case .stringGreaterThan: "StringGreaterThan"
    case .stringGreaterThanPath: "StringGreaterThanPath"
    case .isString: "IsString"
    case .stringEqualsPath: "StringEqualsPath"
    case .timestampEqualsPath: "TimestampEqualsPath"
    case .timestampLessThan: "TimestampLessThan"
    case .stringGreaterThanEquals: "StringGreaterThanEquals"
    case .numericGreaterThanPath: "NumericGreaterThanPath"
    case .numericGreaterThanEquals: "NumericGreaterThanEquals"
    case .numericEqualsPath: "NumericEqualsPath"
    case .timestampLessThanPath: "TimestampLessThanPath"
    case .isNull: "IsNull"
    case .isPresent: "IsPresent"
    case .timestampGreaterThanEquals: "TimestampGreaterThanEquals"
    case .numericGreaterThanEqualsPath: "NumericGreaterThanEqualsPath"
    }
  }

  /// All names, each numbered with its field.
  static let names = KnownNames(allCases.map(\.name))

  /// The field with the given name, if there is one.
  init?(_ name: String) { self.init(rawValue: Self.names.number(of: name)) }

  /// The field of a member, if its name is one.
  @inline(__always)
  init?(_ member: JSONSyntax.Member) {
    let number = member.keyNumber
    self.init(rawValue: number == KnownNames.unasked ? Self.names.number(of: member.key) : number)
  }
}

/// A set of fields.
struct FieldSet: Sendable, Equatable, ExpressibleByArrayLiteral {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init() {}
  init(arrayLiteral fields: Field...) { self.init(fields) }
  init(_ fields: some Sequence<Field>) { for field in fields { insert(field) } }

  var isEmpty: Bool { low | high == 0 }
  var count: Int { low.nonzeroBitCount + high.nonzeroBitCount }

  func contains(_ field: Field) -> Bool {
    let place = field.rawValue
    return place < 64 ? low >> UInt64(place) & 1 != 0 : high >> UInt64(place - 64) & 1 != 0
  }

  mutating func insert(_ field: Field) {
    let place = field.rawValue
    if place < 64 { low |= 1 << UInt64(place) } else { high |= 1 << UInt64(place - 64) }
  }

  func intersection(_ other: FieldSet) -> FieldSet {
    var result = self
    result.low &= other.low
    result.high &= other.high
    return result
  }

  func union(_ other: FieldSet) -> FieldSet {
    var result = self
    result.low |= other.low
    result.high |= other.high
    return result
  }

  func subtracting(_ other: FieldSet) -> FieldSet {
    var result = self
    result.low &= ~other.low
    result.high &= ~other.high
    return result
  }

  /// The fields in the order of ``Field``.
  var fields: [Field] {
    var result: [Field] = []
    forEach { result.append($0) }
    return result
  }

  /// Calls a function with each field, in the order of ``Field``.
  func forEach(_ body: (Field) -> Void) {
    for (start, word) in [(UInt8(0), low), (64, high)] {
      var rest = word
      while rest != 0 {
        if let field = Field(rawValue: start + UInt8(rest.trailingZeroBitCount)) { body(field) }
        rest &= rest - 1
      }
    }
  }

  /// The first field in the order of ``Field``.
  var first: Field? {
    if low != 0 { return Field(rawValue: UInt8(low.trailingZeroBitCount)) }
    return high != 0 ? Field(rawValue: 64 + UInt8(high.trailingZeroBitCount)) : nil
  }

  /// The comparison operators of Choice rules.
  static let comparisons = FieldSet(Field.allCases.drop { $0 != .stringEquals })
  /// Their names, in the service's order.
  static let comparisonNames = Field.allCases.drop { $0 != .stringEquals }.map(\.name)
}
