public import OrderedJSON

/// JSON in which a member `name.$` is replaced by `name` with the value of a path or an intrinsic function.
///
/// Compiled once, filled many times. Constant parts are shared by all results; filling only costs what is dynamic.
/// In a filled object the constant members come first, in their own order, followed by the dynamic ones in the order
/// of the service's hash tables.
///
/// ```swift
/// let template = try PayloadTemplate(["id.$": "$.order.id", "kind": "order"])
/// var random = SystemRandomNumberGenerator()
/// try template.fill(in: scope, random: &random)  // {"id":7,"kind":"order"}
/// ```
///
/// - SeeAlso: States Language, "Payload template".
public struct PayloadTemplate: Sendable {
  private let node: TemplateNode
  /// How deeply arrays and objects are nested in the template; 0 for a scalar.
  public let nestingDepth: Int
  /// Whether filling draws random numbers.
  public let usesRandomness: Bool
  /// Whether filling reads the context object.
  public let usesContext: Bool
  /// The variables that filling reads, each once, in the order in which it does.
  public let variableNames: [String]

  /// Compiles a template.
  ///
  /// - Throws: ``TemplateSyntaxError`` for the first field that is wrong.
  public init(_ template: JSON) throws(TemplateSyntaxError) {
    try self.init(template) { text throws(DynamicValueSyntaxError) in try DynamicValue(text) }
  }

  /// Compiles a template whose paths and calls may have been parsed before.
  package init(
    _ template: JSON, reading read: (String) throws(DynamicValueSyntaxError) -> DynamicValue
  ) throws(TemplateSyntaxError) {
    var compiler = TemplateCompiler()
    node = try compiler.compile(template, read)
    nestingDepth = compiler.deepest
    usesContext = compiler.usesContext
    usesRandomness = compiler.usesRandomness
    variableNames = compiler.variableNames
  }

  /// Whether there is a member whose name ends in `.$`, at any depth (to 1,000 levels).
  public static func isDynamic(_ template: JSON) -> Bool { isDynamic(template, depth: 0) }

  private static func isDynamic(_ template: JSON, depth: Int) -> Bool {
    guard depth < TemplateCompiler.maximumDepth else { return false }
    switch template {
    case .array(let elements): return elements.contains { isDynamic($0, depth: depth + 1) }
    case .object(let object):
      return object.members.contains { $0.key.hasSuffix(".$") || isDynamic($0.value, depth: depth + 1) }
    case .null, .bool, .number, .string: return false
    }
  }

  /// The names of the members that every filling has; none if the template is not an object.
  package var memberNames: [String] {
    switch node {
    case .constant(.object(let object)), .object(let object, _): object.keys
    case .constant, .dynamic, .array: []
    }
  }

  /// Whether every filling gives the same result: the template itself.
  public var isConstant: Bool { if case .constant = node { true } else { false } }

  /// Fills in the template.
  ///
  /// - Parameters:
  ///   - scope: what the paths can access.
  ///   - random: drawn from by `States.UUID` and `States.MathRandom` without a seed.
  /// - Throws: ``TemplateError`` for the first field, in order, that has no value. All paths and calls of the template
  ///   share the steps of ``Scope/maximumPathSteps``.
  public func fill(in scope: Scope, random: inout some RandomNumberGenerator) throws(TemplateError) -> JSON {
    var work = PathWork(maximumSteps: scope.maximumPathSteps)
    return try node.fill(in: scope, work: &work) { random.next() }
  }
}

/// A part of a template.
indirect enum TemplateNode: Sendable {
  case constant(JSON)
  case dynamic(DynamicValue, fieldName: String)
  /// An object with `null` where something has to be filled in, and the slots to fill.
  case object(JSON.Object, [Slot])
  /// The same for an array.
  case array([JSON], [Slot])

  struct Slot: Sendable {
    var place: Int
    var node: TemplateNode
  }

  func fill(in scope: Scope, work: inout PathWork, random: () -> UInt64) throws(TemplateError) -> JSON {
    switch self {
    case .constant(let value): return value
    case .dynamic(let value, let fieldName):
      return try value.evaluate(in: scope, work: &work, random: random, fieldName: fieldName)
    case .object(var object, let slots):
      for slot in slots {
        object.setValue(at: slot.place, to: try slot.node.fill(in: scope, work: &work, random: random))
      }
      return .object(object)
    case .array(var elements, let slots):
      for slot in slots { elements[slot.place] = try slot.node.fill(in: scope, work: &work, random: random) }
      return .array(elements)
    }
  }
}
