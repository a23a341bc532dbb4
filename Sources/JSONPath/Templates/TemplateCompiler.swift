public import OrderedJSON

/// Why a template cannot be compiled.
public struct TemplateSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The rule that is broken.
  public enum Kind: Sendable, Hashable {
    /// A field whose name ends in `.$` holds something other than a text.
    case notAText
    /// The text of such a field is neither a path nor a call.
    case invalidValue(DynamicValueSyntaxError)
    /// `name` and `name.$` stand side by side.
    case nameTakenTwice
    /// Arrays and objects are nested too deeply.
    case tooDeep
  }

  /// The rule that is broken.
  public var kind: Kind
  /// The way to the field from the template's root.
  public var pointer: JSONPointer
  /// What is wrong, in a sentence without the place.
  public var message: String

  /// The name of the field, `.$` included.
  public var fieldName: String { pointer.tokens.last ?? "" }

  /// `pointer: message`.
  public var description: String { "\(pointer): \(message)" }
}

/// Turns JSON into a tree of constants and values to be filled in.
struct TemplateCompiler {
  private(set) var usesContext = false
  private(set) var usesRandomness = false
  private(set) var variableNames: [String] = []
  private(set) var deepest = 0

  static let maximumDepth = 1_000

  mutating func compile(_ template: JSON, at tokens: [String]) throws(TemplateSyntaxError) -> TemplateNode {
    guard tokens.count < Self.maximumDepth else {
      throw error(.tooDeep, tokens, "the template is nested deeper than \(Self.maximumDepth) levels")
    }
    switch template {
    case .null, .bool, .number, .string: return .constant(template)
    case .array(let elements):
      deepest = max(deepest, tokens.count + 1)
      var slots: [TemplateNode.Slot] = []
      var skeleton = elements
      for (place, element) in elements.enumerated() {
        try compile(element, at: tokens + [String(place)], place, &slots) { skeleton[place] = $0 }
      }
      return slots.isEmpty ? .constant(template) : .array(skeleton, slots)
    case .object(let object):
      deepest = max(deepest, tokens.count + 1)
      return try compile(object, at: tokens)
    }
  }

  private mutating func compile(_ object: JSON.Object, at tokens: [String]) throws(TemplateSyntaxError) -> TemplateNode
  {
    var slots: [TemplateNode.Slot] = []
    var skeleton = JSON.Object(minimumCapacity: object.count)
    var dynamic: [(name: String, member: JSON.Object.Member)] = []
    for member in object.members {
      if member.key.hasSuffix(".$") {
        dynamic.append((String(member.key.dropLast(2)), member))
      } else {
        let place = skeleton.count
        skeleton.append(distinct: JSON.Object.Member(key: member.key, value: .null))
        try compile(member.value, at: tokens + [member.key], place, &slots) { skeleton.setValue(at: place, to: $0) }
      }
    }
    for index in JavaHashOrder.order(dynamic.map(\.name)) {
      let (name, member) = dynamic[index]
      let here = tokens + [member.key]
      guard skeleton.position(of: name) == nil else {
        throw error(.nameTakenTwice, here, "both '\(name)' and '\(name).$' are given")
      }
      slots.append(TemplateNode.Slot(place: skeleton.count, node: try self.dynamic(member, at: here)))
      skeleton.append(distinct: JSON.Object.Member(key: name, value: .null))
    }
    return slots.isEmpty ? .constant(.object(object)) : .object(skeleton, slots)
  }

  /// Compiles a part: a constant is kept, anything else becomes a slot.
  private mutating func compile(
    _ part: JSON, at tokens: [String], _ place: Int, _ slots: inout [TemplateNode.Slot], keep: (JSON) -> Void
  ) throws(TemplateSyntaxError) {
    let node = try compile(part, at: tokens)
    if case .constant(let value) = node {
      keep(value)
    } else {
      slots.append(TemplateNode.Slot(place: place, node: node))
    }
  }

  private mutating func dynamic(
    _ member: JSON.Object.Member, at tokens: [String]
  ) throws(TemplateSyntaxError) -> TemplateNode {
    guard case .string(let text) = member.value else {
      throw error(.notAText, tokens, "the value of a field whose name ends in '.$' must be a text")
    }
    let value: DynamicValue
    do throws(DynamicValueSyntaxError) {
      value = try DynamicValue(text)
    } catch {
      throw self.error(.invalidValue(error), tokens, error.message)
    }
    usesContext = usesContext || value.usesContext
    if case .intrinsic(let call) = value, call.usesRandomness { usesRandomness = true }
    for name in value.variableNames where !variableNames.contains(name) { variableNames.append(name) }
    return .dynamic(value, fieldName: member.key)
  }

  private func error(_ kind: TemplateSyntaxError.Kind, _ tokens: [String], _ message: String) -> TemplateSyntaxError {
    TemplateSyntaxError(kind: kind, pointer: JSONPointer(tokens: tokens), message: message)
  }
}
