public import OrderedJSON

/// A path that identifies one node: names and indexes only. Used in `ResultPath`, `ItemsPath` and similar fields.
///
/// In names a backslash makes the next character literal: `$.a\.b` is the member `a.b`.
///
/// ```swift
/// let path = try ReferencePath("$.result.items")
/// try path.setting([1, 2], in: ["id": 7])  // {"id":7,"result":{"items":[1,2]}}
/// ```
///
/// - SeeAlso: States Language, "Reference paths".
public struct ReferencePath: Sendable {
  /// What a path starts from.
  public typealias Root = PathRoot

  /// A step.
  public enum Step: Sendable, Hashable {
    /// A member's name.
    case name(String)
    /// An element's index, from 0.
    case index(Int)

    /// The step as error messages show it: the bare name or number.
    public var text: String {
      switch self {
      case .name(let name): name
      case .index(let index): String(index)
      }
    }
  }

  /// The path as written.
  public var text: String { storage.text }
  /// What it starts from.
  public var root: Root { storage.root }
  /// The steps in order; none for the root alone.
  public var steps: [Step] { storage.steps }
  private let storage: Storage

  /// Shared by all copies, so that passing a path counts one reference instead of one for each of its parts.
  private final class Storage: Sendable {
    let text: String
    let root: PathRoot
    let steps: [Step]
    let plainSteps: ContiguousArray<PlainStep>

    init(text: String, root: PathRoot, steps: [Step]) {
      self.text = text
      self.root = root
      self.steps = steps
      plainSteps = ContiguousArray(
        steps.map { step in
          switch step {
          case .name(let name): PlainStep(name: name, index: nil)
          case .index(let index): PlainStep(name: "", index: index)
          }
        })
    }
  }

  /// Reads a reference path.
  public init(_ text: String) throws(PathSyntaxError) {
    let source = PathBytes(text)
    guard let (root, length) = PathRoot.read(source.bytes[...]) else {
      throw PathSyntaxError("a reference path must start with '$'", offset: 0)
    }
    var parser = ReferencePathParser(source: source, at: length)
    storage = Storage(text: text, root: root, steps: try parser.steps())
  }

  /// The value at this path, or `nil` if there is none.
  public func value(in scope: Scope) -> JSON? {
    do throws(PathError) {
      let (found, reached) = PlainStep.follow(storage.plainSteps, from: try scope.document(of: root))
      guard reached == steps.count else { return nil }
      return found
    } catch {
      return nil
    }
  }

  /// Returns the value at this path.
  ///
  /// - Throws: ``ReferencePathError`` that names the first step that finds nothing.
  public func evaluate(in scope: Scope) throws(ReferencePathError) -> JSON {
    let document: JSON
    do throws(PathError) {
      document = try scope.document(of: root)
    } catch {
      throw ReferencePathError(step: nil, message: error.message)
    }
    let (found, reached) = PlainStep.follow(storage.plainSteps, from: document)
    guard reached == steps.count else { throw .step(steps[reached], document) }
    return found
  }

  /// Returns the document with `value` set at this path, as `ResultPath` does.
  ///
  /// Missing objects on the way are created; an existing member is replaced in place, a new one is appended; an element
  /// must exist. Only the objects and arrays on the way are copied. The path is applied to the document whatever its
  /// root is.
  ///
  /// - Throws: ``ReferencePathError`` if something on the way is not an object, or not an array with that element.
  /// - SeeAlso: States Language, "ResultPath".
  public func setting(_ value: JSON, in document: JSON) throws(ReferencePathError) -> JSON {
    // By far the most frequent case: a member of the document.
    if storage.steps.count == 1, case .name(let name) = storage.steps[0], case .object(var object) = document {
      object[name] = value
      return .object(object)
    }
    if case .name? = steps.first, document.objectValue == nil {
      throw ReferencePathError(
        step: steps.first, message: "Unable to apply ReferencePath \(text) to input \(document.description)")
    }
    if let conflict = conflict(in: document) { throw .step(conflict, document) }
    var result = document
    Self.set(value, steps[...], in: &result)
    return result
  }

  /// The step that cannot be taken, if any: an existing parent that is not an object, or an element that does not
  /// exist.
  private func conflict(in document: JSON) -> Step? {
    var current = document
    for (place, step) in steps.enumerated() {
      switch (step, current) {
      case (.name(let name), .object(let object)):
        guard let next = object[name] else {
          return steps[(place + 1)...].first { if case .index = $0 { true } else { false } }
        }
        current = next
      case (.index(let index), .array(let elements)):
        guard index < elements.count else { return step }
        current = elements[index]
      case (.name, _): return place > 0 ? steps[place - 1] : step
      case (.index, _): return step
      }
    }
    return nil
  }

  /// Sets the value; ``conflict(in:)`` has made sure that every step can be taken.
  private static func set(_ value: JSON, _ steps: ArraySlice<Step>, in target: inout JSON) {
    guard let step = steps.first else {
      target = value
      return
    }
    switch step {
    case .name(let name):
      var object = target.objectValue ?? JSON.Object()
      target = .null
      object.withValue(of: name) { set(value, steps.dropFirst(), in: &$0) }
      target = .object(object)
    case .index(let index):
      guard case .array(var elements) = target, index < elements.count else { return }
      target = .null
      set(value, steps.dropFirst(), in: &elements[index])
      target = .array(elements)
    }
  }
}

/// Why a reference path could not be read or written.
public struct ReferencePathError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The step that failed; `nil` if there is not even a document.
  public var step: ReferencePath.Step?
  /// The message that the service writes: `Unable to apply step "a" to input {…}`.
  public var message: String

  /// The message.
  public var description: String { message }

  static func step(_ step: ReferencePath.Step, _ document: JSON) -> ReferencePathError {
    ReferencePathError(
      step: step, message: "Unable to apply step \"\(step.text)\" to input \(document.description)")
  }
}
