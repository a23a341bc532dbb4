import LanguageSupport
public import OrderedJSON

/// Why a template cannot be compiled.
public struct TemplateSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The rule that is violated.
  public enum Kind: Sendable, Hashable {
    /// A field whose name ends in `.$` has a value other than a string.
    case notAText
    /// The value of such a field is neither a path nor a call.
    case invalidValue(DynamicValueSyntaxError)
    /// `name` and `name.$` are in the same object.
    case nameTakenTwice
    /// Arrays and objects are nested too deeply.
    case tooDeep
  }

  /// The rule that is violated.
  public var kind: Kind
  /// The path to the field from the template's root.
  public var pointer: JSONPointer
  /// What is wrong, in a sentence without the position.
  public var message: String

  /// The name of the field, including `.$`.
  public var fieldName: String { pointer.tokens.last ?? "" }

  /// `pointer: message`.
  public var description: String { "\(pointer): \(message)" }
}

/// Turns JSON into a tree of constants and values to be filled in.
struct TemplateCompiler {
  /// Reads the value of a field whose name ends in `.$`.
  typealias ValueReader = (String) throws(DynamicValueSyntaxError) -> DynamicValue

  private(set) var usesContext = false
  private(set) var usesRandomness = false
  private(set) var variableNames: [String] = []
  private(set) var deepest = 0
  /// The path to the current part.
  private var trail: [Step] = []

  private enum Step {
    case name(String)
    case index(Int)
  }

  static let maximumDepth = 1_000

  mutating func compile(_ template: JSON, _ read: ValueReader) throws(TemplateSyntaxError) -> TemplateNode {
    guard trail.count < Self.maximumDepth else {
      throw error(.tooDeep, "the template is nested deeper than \(Self.maximumDepth) levels")
    }
    switch template {
    case .null, .bool, .number, .string: return .constant(template)
    case .array(let elements):
      deepest = max(deepest, trail.count + 1)
      return try compile(elements, read)
    case .object(let object):
      deepest = max(deepest, trail.count + 1)
      return try compile(object, read)
    }
  }

  private mutating func compile(_ elements: [JSON], _ read: ValueReader) throws(TemplateSyntaxError) -> TemplateNode {
    var slots: [TemplateNode.Slot] = []
    var skeleton = elements
    for (place, element) in elements.enumerated() where element.isContainer {
      trail.append(.index(place))
      let node = try compile(element, read)
      trail.removeLast()
      if case .constant = node { continue }
      skeleton[place] = .null
      slots.append(TemplateNode.Slot(place: place, node: node))
    }
    return slots.isEmpty ? .constant(.array(elements)) : .array(skeleton, slots)
  }

  private mutating func compile(_ object: JSON.Object, _ read: ValueReader) throws(TemplateSyntaxError) -> TemplateNode
  {
    var slots: [TemplateNode.Slot] = []
    var skeleton = JSON.Object(minimumCapacity: object.count)
    var dynamic: [(name: String, member: JSON.Object.Member)] = []
    for member in object.members {
      if Self.isDynamic(member.key) {
        dynamic.append((String(decoding: member.key.utf8.dropLast(2), as: UTF8.self), member))
      } else if member.value.isContainer {
        trail.append(.name(member.key))
        let node = try compile(member.value, read)
        trail.removeLast()
        if case .constant = node {
          skeleton.append(distinct: member)
        } else {
          slots.append(TemplateNode.Slot(place: skeleton.count, node: node))
          skeleton.append(distinct: JSON.Object.Member(key: member.key, value: .null))
        }
      } else {
        skeleton.append(distinct: member)
      }
    }
    for index in JavaHashOrder.order(dynamic.map(\.name)) {
      let (name, member) = dynamic[index]
      trail.append(.name(member.key))
      guard skeleton.position(of: name) == nil else {
        throw error(.nameTakenTwice, "both '\(name)' and '\(name).$' are given")
      }
      slots.append(TemplateNode.Slot(place: skeleton.count, node: try self.dynamic(member, read)))
      skeleton.append(distinct: JSON.Object.Member(key: name, value: .null))
      trail.removeLast()
    }
    return slots.isEmpty ? .constant(.object(object)) : .object(skeleton, slots)
  }

  /// Whether a name ends in `.$`.
  private static func isDynamic(_ name: String) -> Bool {
    var bytes = name.utf8.reversed().makeIterator()
    return bytes.next() == UInt8(ascii: "$") && bytes.next() == UInt8(ascii: ".")
  }

  private mutating func dynamic(
    _ member: JSON.Object.Member, _ read: ValueReader
  ) throws(TemplateSyntaxError) -> TemplateNode {
    guard case .string(let text) = member.value else {
      throw error(.notAText, "the value of a field whose name ends in '.$' must be a string")
    }
    let value: DynamicValue
    do throws(DynamicValueSyntaxError) {
      value = try read(text)
    } catch {
      throw self.error(.invalidValue(error), error.message)
    }
    usesContext = usesContext || value.usesContext
    if case .intrinsic(let call) = value, call.usesRandomness { usesRandomness = true }
    for name in value.variableNames where !variableNames.contains(where: name.hasSameUTF8) {
      variableNames.append(name)
    }
    return .dynamic(value, fieldName: member.key)
  }

  private func error(_ kind: TemplateSyntaxError.Kind, _ message: String) -> TemplateSyntaxError {
    let tokens = trail.map { step in
      switch step {
      case .name(let name): name
      case .index(let index): String(index)
      }
    }
    return TemplateSyntaxError(kind: kind, pointer: JSONPointer(tokens: tokens), message: message)
  }
}

extension JSON {
  /// Whether this is an array or an object.
  var isContainer: Bool {
    switch self {
    case .null, .bool, .number, .string: false
    case .array, .object: true
    }
  }
}
