import OrderedJSON
import ServiceModels

/// The request that a service integration sends, as the API's model describes it.
struct IntegrationRequest {
  /// A problem of parameters.
  struct Problem {
    enum Kind {
      /// A required member is missing.
      case missing
      /// The API has no member with that name.
      case unknown
      /// The API has the member, and this integration refuses it.
      case refused
      /// The value has the wrong type.
      case kind
    }

    let kind: Kind
    let message: String
    let range: SourceRange
  }

  /// Whether this is an SDK integration: its members have the SDK's names, and unknown ones are errors.
  let isSDK: Bool
  private let model: ServiceModel
  private let members: [ServiceModel.Member]
  private let ownMembers: [String]
  private let refusedMembers: [String]
  /// The members of nested structures, by the structure's line.
  private var structures: [Int: [ServiceModel.Member]] = [:]

  /// The request of an operation, or `nil` if the model does not describe it.
  init?(_ operation: ServiceModel.Operation?, of model: ServiceModel, resource: ResourceARN) {
    guard let operation, operation.isDescribed else { return nil }
    self.model = model
    isSDK = resource.isSDK
    members = if case .structure(let line)? = operation.request { model.members(ofLine: line) } else { [] }
    ownMembers = isSDK ? [] : OptimizedIntegrations.ownMembers(resource.service, resource.operation)
    refusedMembers =
      isSDK ? [] : OptimizedIntegrations.refusedMembers(resource.service, resource.operation, resource.pattern)
  }

  /// The problems of parameters as the service reports them: all missing required members; if there are none, the first
  /// problem that it refuses. Problems that it accepts, and an optimized integration only refuses when the task starts,
  /// are all reported.
  mutating func problems(
    with parameters: [JSONSyntax.Member], _ language: QueryLanguage, openingBrace: SourceRange
  ) -> [Problem] {
    var walk = Walk(language: language)
    let missing = self.missing(in: parameters, &walk)
    if !missing.isEmpty {
      return missing.map {
        Problem(kind: .missing, message: DiagnosticText.memberMissing(String($0)), range: openingBrace)
      }
    }
    for given in parameters {
      let name = walk.name(of: given)
      if refusedMembers.contains(where: { name.utf8.elementsEqual($0.utf8) }) {
        let message = DiagnosticText.memberRefused(String(name))
        return [Problem(kind: .refused, message: message, range: given.keyRange)]
      }
    }
    check(parameters, members, isTop: true, &walk)
    return walk.found
  }

  // MARK: Names

  private func missing(in parameters: [JSONSyntax.Member], _ walk: inout Walk) -> [Substring] {
    func isMissing(_ member: ServiceModel.Member) -> Bool {
      !parameters.contains { matches(walk.name(of: $0), member) }
    }
    // The part that the SDK takes in addition to the request, its streamed body, comes last.
    let required = members.filter(\.isRequired) + members.filter(isStreamed)
    return required.filter(isMissing).map(name)
  }

  private func isStreamed(_ member: ServiceModel.Member) -> Bool {
    if case .binary(isStreamed: true) = model.shape(of: member) { true } else { false }
  }

  private func name(_ member: ServiceModel.Member) -> Substring { isSDK ? member.sdkName : member.name }

  /// Whether a name is that of a member. How the SDK capitalizes words (`KMSKeyId`, `KmsKeyId`) is not known for every
  /// name, so the case of all but the first letter is ignored.
  private func matches(_ given: Substring, _ member: ServiceModel.Member) -> Bool {
    let name = name(member)
    if given.utf8.count != name.utf8.count { return given.utf8.elementsEqual(member.name.utf8) }
    if given.utf8.elementsEqual(name.utf8) { return true }
    guard isSDK, given.utf8.first == name.utf8.first else { return false }
    return zip(given.utf8, name.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
  }

  /// The member name that is most similar to an unknown one.
  private func suggestion(for name: Substring) -> String? {
    guard isSDK else { return nil }
    return Suggestions.mostSimilar(
      to: String(name), among: members.filter { !isStreamed($0) }.map { String(self.name($0)) })
  }

  // MARK: Values

  /// One walk over the parameters of a task.
  private struct Walk {
    let language: QueryLanguage
    var found: [Problem] = []
    /// Whether the service would have stopped.
    var isOver = false

    init(language: QueryLanguage) { self.language = language }

    /// The name of a member, without the `.$` of payload templates.
    func name(of member: JSONSyntax.Member) -> Substring {
      isDynamic(member) ? member.key.dropLast(2) : member.key[...]
    }

    /// Whether a member is computed when the state runs.
    func isDynamic(_ member: JSONSyntax.Member) -> Bool {
      language == .jsonPath && Inspection.isDynamic(member.key)
    }

    /// Whether a string represents a value that is not known yet.
    func isOpen(_ text: String) -> Bool {
      (language == .jsonata && Inspection.isExpression(text)) || Inspection.holdsPlaceholder(text)
    }
  }

  private mutating func check(
    _ given: [JSONSyntax.Member], _ members: [ServiceModel.Member], isTop: Bool, _ walk: inout Walk
  ) {
    for parameter in given where !walk.isOver {
      let name = walk.name(of: parameter)
      if let member = members.first(where: { matches(name, $0) }) {
        if !walk.isDynamic(parameter) { check(parameter.value, model.shape(of: member), self.name(member), &walk) }
        continue
      }
      if isTop, ownMembers.contains(where: { name.utf8.elementsEqual($0.utf8) }) { continue }
      if Inspection.holdsPlaceholder(parameter.key) { continue }
      let near = isTop ? suggestion(for: name) : nil
      walk.found.append(
        Problem(
          kind: .unknown, message: DiagnosticText.memberUnknown(String(name), near: near), range: parameter.keyRange))
      walk.isOver = isSDK
    }
  }

  private mutating func check(
    _ value: JSONSyntax, _ shape: ServiceModel.Shape, _ name: Substring, _ walk: inout Walk
  ) {
    switch (shape, value.content) {
    case (_, .null), (.any, _), (.timestamp, _): return
    case (_, .string(let text)) where walk.isOpen(text): return
    case (.binary, .number), (.binary, .bool):
      // A payload of Lambda is a string, an object or an array.
      if model.service == "lambda", name == "Payload" { refuse(value, DiagnosticText.mustBe("a STRING", name), &walk) }
    case (.binary, _): return
    case (.text, .string), (.oneOf, .string), (.number(true, _, _), .number(.integer)): return
    case (.number(false, _, _), .number), (.number(false, _, _), .string): return
    case (.text, _), (.oneOf, _): checkText(value, name, &walk)
    case (.number(true, _, _), _): refuse(value, DiagnosticText.mustBe("an INTEGER", name), &walk)
    case (.bool, _): if let text = JacksonText.refusedBoolean(value) { refuse(value, text, &walk) }
    case (.list(let element), .array(let elements)):
      for value in elements where !walk.isOver { check(value, element, name, &walk) }
    case (.map(let element), .object(let entries)):
      for entry in entries where !walk.isOver && !walk.isDynamic(entry) { check(entry.value, element, name, &walk) }
    case (.structure(let line), .object(let given)):
      let members = structures[line] ?? model.members(ofLine: line)
      structures[line] = members
      check(given, members, isTop: false, &walk)
    case (.number, _), (.list, _), (.map, _), (.structure, _):
      refuse(value, JacksonText.refused(value, as: JacksonText.type(of: shape, in: model)), &walk)
    }
  }

  /// Checks a value other than a string where the API has a string. Optimized integrations serialize JSON in many
  /// places, SDK integrations in some.
  private func checkText(_ value: JSONSyntax, _ name: Substring, _ walk: inout Walk) {
    switch value.content {
    case .object, .array: if !isSDK || OptimizedIntegrations.mayTakeJSON(name) { return }
    case .null, .bool, .number, .string: if !isSDK, OptimizedIntegrations.takesAnyJSON(name) { return }
    }
    refuse(value, DiagnosticText.mustBe("a STRING", name), &walk)
  }

  private func refuse(_ value: JSONSyntax, _ message: String, _ walk: inout Walk) {
    walk.found.append(Problem(kind: .kind, message: message, range: value.range))
    walk.isOver = true
  }
}
