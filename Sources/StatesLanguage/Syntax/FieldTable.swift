import LanguageSupport

/// The fields that an object of a definition may have: one table for each type of state and each of its parts.
///
/// The parser, the validator and the documentation use the same tables. A field of the other query language is known
/// but still refused; a field that is in no row is unknown.
final class FieldTable: Sendable {
  /// A row: a field, and where it belongs.
  struct Row: Sendable {
    let field: Field
    /// The query language it belongs to; `nil` for both.
    let language: QueryLanguage?
    /// The rule that is violated if the field is missing; `nil` for an optional field.
    let required: DiagnosticRule?
  }

  /// Fields that exclude each other.
  struct Alternatives: Sendable {
    let fields: FieldSet
    /// How the service lists them.
    let listing: [String]
    /// The rule that is violated if more than one is present.
    let rule: DiagnosticRule
    /// The rule that is violated if none is present; `nil` if none is required.
    let required: DiagnosticRule?

    init(_ fields: [Field], _ rule: DiagnosticRule, required: DiagnosticRule? = nil) {
      self.fields = FieldSet(fields)
      listing = JavaHashOrder.sorted(fields.map(\.name))
      self.rule = rule
      self.required = required
    }
  }

  /// The kind of object, for messages.
  let kind: String
  let rows: [Row]
  let alternatives: [Alternatives]
  /// The fields of each of the alternatives, and whether one of them is required.
  let exclusive: [(fields: FieldSet, isNeeded: Bool)]
  /// The rule that an unknown field violates, unless the field itself decides.
  let unknown: DiagnosticRule?
  private let jsonPath: FieldSet
  private let jsonata: FieldSet
  private let requiredInJSONPath: FieldSet
  private let requiredInJSONata: FieldSet

  init(_ kind: String, _ rows: [[Row]], alternatives: [Alternatives] = [], unknown: DiagnosticRule? = nil) {
    let rows = rows.flatMap { $0 }
    self.kind = kind
    self.rows = rows
    self.alternatives = alternatives
    exclusive = alternatives.map { ($0.fields, $0.required != nil) }
    self.unknown = unknown
    func fields(_ isIn: (Row) -> Bool) -> FieldSet { FieldSet(rows.filter(isIn).map(\.field)) }
    jsonPath = fields { $0.language != .jsonata }
    jsonata = fields { $0.language != .jsonPath }
    requiredInJSONPath = fields { $0.language != .jsonata && $0.required != nil }
    requiredInJSONata = fields { $0.language != .jsonPath && $0.required != nil }
  }

  /// The fields that are allowed with a query language.
  func allowed(_ language: QueryLanguage) -> FieldSet { language == .jsonPath ? jsonPath : jsonata }

  /// The fields that are required with a query language.
  func required(_ language: QueryLanguage) -> FieldSet {
    language == .jsonPath ? requiredInJSONPath : requiredInJSONata
  }

  /// The fields that are allowed with either query language.
  var known: FieldSet { jsonPath.union(jsonata) }

  /// The rule that is violated if a required field is missing.
  func missing(_ field: Field) -> DiagnosticRule? { rows.first { $0.field == field }?.required }
}

extension FieldTable.Row {
  fileprivate static func required(_ field: Field, _ rule: DiagnosticRule, _ language: QueryLanguage? = nil)
    -> [FieldTable.Row]
  {
    [FieldTable.Row(field: field, language: language, required: rule)]
  }
  fileprivate static func both(_ fields: Field...) -> [FieldTable.Row] { fields.map { .init($0, nil) } }
  fileprivate static func jsonPath(_ fields: Field...) -> [FieldTable.Row] { fields.map { .init($0, .jsonPath) } }
  fileprivate static func jsonata(_ fields: Field...) -> [FieldTable.Row] { fields.map { .init($0, .jsonata) } }

  private init(_ field: Field, _ language: QueryLanguage?) {
    self.init(field: field, language: language, required: nil)
  }
}

private typealias Row = FieldTable.Row

// MARK: States

extension FieldTable {
  /// Fields of every state, regardless of its type.
  private static let common = Row.both(.type, .comment, .queryLanguage)

  static let task = FieldTable(
    "Task state",
    [
      common,
      Row.required(.resource, .resourceMissing),
      Row.both(.next, .end, .assign, .retry, .catch, .timeoutSeconds, .heartbeatSeconds, .credentials),
      Row.jsonPath(
        .inputPath, .outputPath, .parameters, .resultSelector, .resultPath, .timeoutSecondsPath, .heartbeatSecondsPath),
      Row.jsonata(.arguments, .output),
    ],
    alternatives: [
      Alternatives([.timeoutSeconds, .timeoutSecondsPath], .timeGivenTwice),
      Alternatives([.heartbeatSeconds, .heartbeatSecondsPath], .timeGivenTwice),
    ])

  static let parallel = FieldTable(
    "Parallel state",
    [
      common,
      Row.required(.branches, .branchesMissing),
      Row.both(.next, .end, .assign, .retry, .catch),
      Row.jsonPath(.inputPath, .outputPath, .parameters, .resultSelector, .resultPath),
      Row.jsonata(.arguments, .output),
    ])

  static let map = FieldTable(
    "Map state",
    [
      common,
      Row.both(.itemProcessor, .iterator, .next, .end, .assign, .retry, .catch),
      Row.both(.itemSelector, .itemReader, .itemBatcher, .resultWriter, .label),
      Row.both(.maxConcurrency, .toleratedFailureCount, .toleratedFailurePercentage),
      Row.jsonPath(.inputPath, .outputPath, .parameters, .resultSelector, .resultPath, .itemsPath),
      Row.jsonPath(.maxConcurrencyPath, .toleratedFailureCountPath, .toleratedFailurePercentagePath),
      Row.jsonata(.items, .output),
    ],
    alternatives: [
      Alternatives([.itemProcessor, .iterator], .itemProcessorGivenTwice, required: .itemProcessorMissing),
      Alternatives([.itemSelector, .parameters], .itemSelectorGivenTwice),
      Alternatives([.maxConcurrency, .maxConcurrencyPath], .mapNumberGivenTwice),
      Alternatives([.toleratedFailureCount, .toleratedFailureCountPath], .mapNumberGivenTwice),
      Alternatives([.toleratedFailurePercentage, .toleratedFailurePercentagePath], .mapNumberGivenTwice),
    ])

  static let pass = FieldTable(
    "Pass state",
    [
      common,
      Row.both(.next, .end, .assign),
      Row.jsonPath(.inputPath, .outputPath, .parameters, .resultPath, .result),
      Row.jsonata(.output),
    ])

  static let wait = FieldTable(
    "Wait state",
    [
      common,
      Row.both(.next, .end, .assign, .seconds, .timestamp),
      Row.jsonPath(.inputPath, .outputPath, .secondsPath, .timestampPath),
      Row.jsonata(.output),
    ],
    alternatives: [
      Alternatives(
        [.seconds, .secondsPath, .timestamp, .timestampPath], .waitNotExactlyOneTime, required: .waitNotExactlyOneTime)
    ])

  static let choice = FieldTable(
    "Choice state",
    [
      common,
      Row.required(.choices, .choicesMissingOrEmpty),
      Row.both(.default, .assign),
      Row.jsonPath(.inputPath, .outputPath),
      Row.jsonata(.output),
    ])

  static let succeed = FieldTable(
    "Succeed state", [common, Row.jsonPath(.inputPath, .outputPath), Row.jsonata(.output)])

  static let fail = FieldTable(
    "Fail state",
    [common, Row.both(.error, .cause), Row.jsonPath(.errorPath, .causePath)],
    alternatives: [
      Alternatives([.error, .errorPath], .failTextGivenTwice), Alternatives([.cause, .causePath], .failTextGivenTwice),
    ])
}

// MARK: Parts

extension FieldTable {
  static let machine = FieldTable(
    "state machine",
    [
      Row.required(.startAt, .startOrStatesMissing), Row.required(.states, .startOrStatesMissing),
      Row.both(.comment, .version, .timeoutSeconds, .queryLanguage),
    ],
    unknown: .unknownTopLevelField)

  static let branch = FieldTable(
    "branch",
    [Row.required(.startAt, .branchIncomplete), Row.required(.states, .branchIncomplete), Row.both(.comment)],
    unknown: .unknownBranchField)

  static let itemProcessor = FieldTable(
    "item processor",
    [
      Row.required(.startAt, .startOrStatesMissing), Row.required(.states, .startOrStatesMissing),
      Row.both(.comment, .processorConfig),
    ],
    unknown: .unknownProcessorField)

  static let processorConfig = FieldTable(
    "ProcessorConfig", [Row.both(.mode, .executionType)], unknown: .unknownProcessorField)

  static let choiceRule = FieldTable(
    "Choice rule",
    [
      Row.required(.next, .ruleNotOneComparison),
      Row.both(.comment, .assign),
      Row.jsonPath(.variable, .and, .or, .not),
      FieldSet.comparisons.fields.map { Row(field: $0, language: .jsonPath, required: nil) },
      Row.jsonata(.condition, .output),
    ])

  static let nestedRule = FieldTable(
    "Choice rule inside And, Or or Not",
    [
      Row.both(.comment),
      Row.jsonPath(.variable, .and, .or, .not),
      FieldSet.comparisons.fields.map { Row(field: $0, language: .jsonPath, required: nil) },
    ])

  static let retrier = FieldTable(
    "retrier",
    [
      Row.required(.errorEquals, .errorEqualsMissing),
      Row.both(.comment, .intervalSeconds, .maxAttempts, .backoffRate, .maxDelaySeconds, .jitterStrategy),
    ],
    unknown: .unknownRetrierField)

  static let catcher = FieldTable(
    "catcher",
    [
      Row.required(.errorEquals, .errorEqualsMissing), Row.required(.next, .catcherWithoutNext),
      Row.both(.comment, .assign), Row.jsonPath(.resultPath), Row.jsonata(.output),
    ],
    unknown: .unknownCatcherField)

  static let itemReader = FieldTable(
    "ItemReader",
    [
      Row.required(.resource, .itemReaderIncomplete), Row.both(.readerConfig),
      Row.jsonPath(.parameters), Row.jsonata(.arguments),
    ],
    unknown: .itemReaderIncomplete)

  static let readerConfig = FieldTable(
    "ReaderConfig",
    [
      Row.both(.inputType, .csvHeaderLocation, .csvHeaders, .csvDelimiter, .maxItems),
      Row.both(.itemsPointer, .manifestType, .transformation),
      Row.jsonPath(.maxItemsPath),
    ],
    alternatives: [Alternatives([.maxItems, .maxItemsPath], .mapNumberGivenTwice)],
    unknown: .readerConfigNotValid)

  static let itemBatcher = FieldTable(
    "ItemBatcher",
    [
      Row.both(.maxItemsPerBatch, .maxInputBytesPerBatch, .batchInput),
      Row.jsonPath(.maxItemsPerBatchPath, .maxInputBytesPerBatchPath),
    ],
    alternatives: [
      Alternatives([.maxItemsPerBatch, .maxItemsPerBatchPath], .mapNumberGivenTwice),
      Alternatives([.maxInputBytesPerBatch, .maxInputBytesPerBatchPath], .mapNumberGivenTwice),
    ],
    unknown: .batcherWithoutLimit)

  static let resultWriter = FieldTable(
    "ResultWriter",
    [Row.both(.resource, .writerConfig), Row.jsonPath(.parameters), Row.jsonata(.arguments)],
    unknown: .resultWriterIncomplete)

  static let writerConfig = FieldTable(
    "WriterConfig", [Row.both(.outputType, .transformation)], unknown: .writerConfigNotValid)
}
