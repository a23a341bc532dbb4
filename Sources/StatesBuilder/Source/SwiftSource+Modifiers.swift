import OrderedJSON
import StatesLanguage

extension SwiftSourceWriter {
  /// What has fields that are set by methods.
  enum Part: Hashable {
    case machine, branch, processor, rule, retrier, catcher
    case state(StateType)
    case itemReader, readerConfig, itemBatcher, resultWriter, writerConfig
  }

  /// The methods that set fields, in the order of the fields.
  mutating func modifiers(_ fields: JSON.Object, of part: Part) -> [SwiftNode] {
    var nodes: [SwiftNode] = []
    for member in fields.members {
      nodes += modifiers(member.key, member.value, of: part) ?? [field(member.key, member.value)]
    }
    return nodes
  }

  private mutating func field(_ name: String, _ value: JSON) -> SwiftNode {
    .call(".field", [SwiftNode.Argument(nil, .string(name)), SwiftNode.Argument(nil, json(value))])
  }

  /// The form of the argument of the method for a field.
  enum Form {
    /// A string.
    case text
    /// A string or `null`.
    case optionalText
    /// An integer, or an expression.
    case integer
    /// A number, or an expression.
    case number
    /// An expression.
    case expression
    /// A list of strings.
    case texts
    /// One of the values of an enumeration: names of cases by their values.
    case choice([String: String])
    case json, payload
    case state, end
    case retriers, catchers
    /// A part in an object of its own, with its type.
    case part(Part, String)
  }

  /// The form of a field, if there is a method for it.
  static func form(_ field: String, of part: Part) -> Form? {
    if let form = forms[part]?[field] { return form }
    guard case .state(let type) = part else { return nil }
    return shared.first { $0.types.contains(type) && $0.forms[field] != nil }?.forms[field]
  }

  private static func values<Value: CaseIterable & RawRepresentable>(_ type: Value.Type) -> Form
  where Value.RawValue == String {
    .choice(Dictionary(uniqueKeysWithValues: Value.allCases.map { ($0.rawValue, "\($0)") }))
  }

  /// The fields that several types of state have.
  private static let shared: [(types: Set<StateType>, forms: [String: Form])] = [
    (Set(StateType.allCases), ["Comment": .text, "QueryLanguage": values(QueryLanguage.self)]),
    (
      [.task, .parallel, .map, .pass, .wait, .choice, .succeed],
      ["InputPath": .optionalText, "OutputPath": .optionalText, "Output": .payload]
    ),
    ([.task, .parallel, .map, .pass, .wait, .choice], ["Assign": .payload]),
    ([.task, .parallel, .map, .pass, .wait], ["Next": .state, "End": .end]),
    ([.task, .parallel, .map, .pass], ["Parameters": .payload, "ResultPath": .optionalText]),
    ([.task, .parallel, .map], ["ResultSelector": .payload, "Retry": .retriers, "Catch": .catchers]),
    ([.task, .parallel], ["Arguments": .payload]),
  ]

  private static let forms: [Part: [String: Form]] = [
    .machine: [
      "Comment": .text, "Version": .text, "TimeoutSeconds": .integer, "QueryLanguage": values(QueryLanguage.self),
    ],
    .branch: ["Comment": .text],
    .processor: ["Comment": .text],
    .rule: ["Comment": .text, "Assign": .payload, "Output": .payload],
    .retrier: ["Comment": .text],
    .catcher: ["Comment": .text, "ResultPath": .optionalText, "Assign": .payload, "Output": .payload],
    .state(.task): [
      "TimeoutSeconds": .integer, "TimeoutSecondsPath": .text, "HeartbeatSeconds": .integer,
      "HeartbeatSecondsPath": .text, "Credentials": .payload,
    ],
    .state(.pass): ["Result": .json],
    .state(.fail): ["Error": .expression, "ErrorPath": .text, "Cause": .expression, "CausePath": .text],
    .state(.choice): ["Default": .state],
    .state(.map): [
      "ItemsPath": .text, "Items": .payload, "ItemSelector": .payload, "Label": .text,
      "ItemReader": .part(.itemReader, "Map.ItemReader"), "ItemBatcher": .part(.itemBatcher, "Map.ItemBatcher"),
      "ResultWriter": .part(.resultWriter, "Map.ResultWriter"), "MaxConcurrency": .integer,
      "MaxConcurrencyPath": .text, "ToleratedFailureCount": .integer, "ToleratedFailureCountPath": .text,
      "ToleratedFailurePercentage": .number, "ToleratedFailurePercentagePath": .text,
    ],
    .itemReader: [
      "Comment": .text, "Parameters": .payload, "Arguments": .payload,
      "ReaderConfig": .part(.readerConfig, "Map.ReaderConfig"),
    ],
    .readerConfig: [
      "CSVHeaderLocation": values(Map.ReaderConfig.HeaderLocation.self), "CSVHeaders": .texts,
      "CSVDelimiter": values(Map.ReaderConfig.Delimiter.self), "MaxItems": .integer, "MaxItemsPath": .text,
      "ItemsPointer": .text, "ManifestType": values(Map.ReaderConfig.ManifestType.self),
      "Transformation": values(Map.ReaderConfig.Transformation.self),
    ],
    .itemBatcher: [
      "MaxItemsPerBatch": .integer, "MaxItemsPerBatchPath": .text, "MaxInputBytesPerBatch": .integer,
      "MaxInputBytesPerBatchPath": .text, "BatchInput": .payload,
    ],
    .resultWriter: [
      "Parameters": .payload, "Arguments": .payload, "WriterConfig": .part(.writerConfig, "Map.WriterConfig"),
    ],
    .writerConfig: [
      "OutputType": values(Map.WriterConfig.OutputType.self),
      "Transformation": values(Map.WriterConfig.Transformation.self),
    ],
  ]

  /// The calls that set a field; `nil` if its value does not have the form that its method takes.
  private mutating func modifiers(_ field: String, _ value: JSON, of part: Part) -> [SwiftNode]? {
    guard let form = Self.form(field, of: part) else { return nil }
    let method = "." + Self.lowercased(field)
    func call(_ node: SwiftNode?) -> [SwiftNode]? { node.map { [.call(method, $0)] } }
    switch form {
    case .text: return call(value.stringValue.map(SwiftNode.string))
    case .optionalText: return call(value.isNull ? .text("nil") : value.stringValue.map(SwiftNode.string))
    case .integer:
      return call(value.integerValue.map { .text("\($0)") }) ?? (part == .machine ? nil : expression(method, value))
    case .number: return call(Self.double(value).map(SwiftNode.text)) ?? expression(method, value)
    case .expression: return expression(method, value)
    case .texts:
      guard let elements = value.arrayValue else { return nil }
      let texts = elements.compactMap(\.stringValue)
      return texts.count == elements.count ? call(.array(texts.map(SwiftNode.string))) : nil
    case .choice(let cases): return call(value.stringValue.flatMap { cases[$0] }.map { .text(".\($0)") })
    case .json: return call(json(value))
    case .payload: return call(payload(value))
    case .state: return call(value.stringValue.map { name(StateName($0)) })
    case .end: return value == true ? [.call(method, [])] : nil
    case .retriers: return each(value) { $0.retrier($1) }
    case .catchers: return each(value) { $0.catcher($1) }
    case .part(let part, let type):
      guard let fields = value.objectValue else { return nil }
      return call(short(self.part(fields, part, type), type: type, part: field))
    }
  }

  private func expression(_ method: String, _ value: JSON) -> [SwiftNode]? {
    guard let text = value.stringValue.flatMap(Self.expression) else { return nil }
    return [.call(method, [SwiftNode.Argument("expression", .string(text))])]
  }

  /// A call for each object of a list; `nil` if it is empty or has something else.
  private mutating func each(
    _ list: JSON, _ write: (inout Self, JSON.Object) -> SwiftNode
  ) -> [SwiftNode]? {
    guard let elements = list.arrayValue, !elements.isEmpty else { return nil }
    let objects = elements.compactMap(\.objectValue)
    guard objects.count == elements.count else { return nil }
    var nodes: [SwiftNode] = []
    for object in objects { nodes.append(write(&self, object)) }
    return nodes
  }

  /// An object that is a part of a Map state.
  private mutating func part(_ fields: JSON.Object, _ part: Part, _ type: String) -> SwiftNode {
    var rest = fields
    var base = SwiftNode.call(type, [])
    switch part {
    case .itemReader, .resultWriter:
      if let resource = fields["Resource"]?.stringValue {
        base = .call(type, [SwiftNode.Argument("resource", .string(resource))])
        rest["Resource"] = nil
      } else if part == .itemReader {
        return .call(type, [fieldsArgument(fields)])
      }
    case .readerConfig:
      if let format = fields["InputType"]?.stringValue.flatMap(Map.ReaderConfig.InputType.init) {
        base = .call(type, .text(".\(format)"))
        rest["InputType"] = nil
      }
    default: break
    }
    return base.calling(modifiers(rest, of: part))
  }

  // MARK: Retriers and catchers

  private mutating func retrier(_ fields: JSON.Object) -> SwiftNode {
    let labels = [
      ("IntervalSeconds", "intervalSeconds"), ("MaxAttempts", "maxAttempts"), ("BackoffRate", "backoffRate"),
      ("MaxDelaySeconds", "maxDelaySeconds"), ("JitterStrategy", "jitterStrategy"),
    ]
    var rest = fields
    rest["ErrorEquals"] = nil
    guard let errors = Self.errors(fields) else { return .call(".retry", .call("Retry", [fieldsArgument(fields)])) }
    var settings: [SwiftNode.Argument] = []
    for (field, label) in labels {
      guard let value = fields[field] else { continue }
      let literal: String? =
        switch field {
        case "BackoffRate": Self.double(value)
        case "JitterStrategy": value.stringValue.flatMap(JitterStrategy.init).map { ".\($0)" }
        default: value.integerValue.map { "\($0)" }
        }
      guard let literal else { continue }
      settings.append(SwiftNode.Argument(label, .text(literal)))
      rest[field] = nil
    }
    if rest.isEmpty { return .call(".retry", errors.map { SwiftNode.Argument(nil, $0) } + settings) }
    let retrier = SwiftNode.call("Retry", [SwiftNode.Argument(nil, .array(errors))] + settings)
      .calling(modifiers(rest, of: .retrier))
    return .call(".retry", short(retrier, type: "Retry", part: "Retry"))
  }

  private mutating func catcher(_ fields: JSON.Object) -> SwiftNode {
    guard let errors = Self.errors(fields), let next = fields["Next"]?.stringValue else {
      return .call(".catch", .call("Catch", [fieldsArgument(fields)]))
    }
    var rest = fields
    rest["ErrorEquals"] = nil
    rest["Next"] = nil
    let target = SwiftNode.Argument("next", name(StateName(next)))
    let names = errors.map { SwiftNode.Argument(nil, $0) }
    if rest.isEmpty { return .call(".catch", names + [target]) }
    if rest.count == 1, let path = rest["ResultPath"], path.isNull || path.stringValue != nil {
      let node = path.stringValue.map(SwiftNode.string) ?? .text("nil")
      return .call(".catch", names + [target, SwiftNode.Argument("resultPath", node)])
    }
    let catcher = SwiftNode.call("Catch", [SwiftNode.Argument(nil, .array(errors)), target])
      .calling(modifiers(rest, of: .catcher))
    return .call(".catch", short(catcher, type: "Catch", part: "Catch"))
  }

  /// The names of errors, if they are at least one and all are strings.
  private static func errors(_ fields: JSON.Object) -> [SwiftNode]? {
    guard let list = fields["ErrorEquals"]?.arrayValue, !list.isEmpty else { return nil }
    let names = list.compactMap(\.stringValue)
    guard names.count == list.count else { return nil }
    return names.map { name in
      knownErrors.first { $0.name.description == name }.map { .text(".\($0.member)") } ?? .string(name)
    }
  }

  private static let knownErrors: [(member: String, name: ErrorName)] = [
    ("all", .all), ("taskFailed", .taskFailed), ("timeout", .timeout), ("heartbeatTimeout", .heartbeatTimeout),
    ("permissions", .permissions), ("branchFailed", .branchFailed), ("noChoiceMatched", .noChoiceMatched),
    ("intrinsicFailure", .intrinsicFailure), ("parameterPathFailure", .parameterPathFailure),
    ("resultPathMatchFailure", .resultPathMatchFailure), ("queryEvaluationError", .queryEvaluationError),
    ("dataLimitExceeded", .dataLimitExceeded), ("itemReaderFailed", .itemReaderFailed),
    ("resultWriterFailed", .resultWriterFailed),
    ("exceedToleratedFailureThreshold", .exceedToleratedFailureThreshold),
  ]
}
