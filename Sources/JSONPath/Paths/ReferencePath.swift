public import OrderedJSON

/// A path that names one node: names and indexes only. What `ResultPath`, `ItemsPath` and the like hold.
///
/// In names a backslash takes the character behind it for itself: `$.a\.b` is the member `a.b`.
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

  /// One step.
  public enum Step: Sendable, Hashable {
    /// A member's name.
    case name(String)
    /// An element's place, from 0.
    case index(Int)

    /// The step as error texts show it: the bare name or number.
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

  /// Shared by all copies, so that handing a path on counts one reference instead of one for each of its parts.
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

  /// The value at this path, or `nil` when there is nothing.
  public func value(in scope: Scope) -> JSON? {
    do throws(PathError) {
      let (found, reached) = PlainStep.follow(storage.plainSteps, from: try scope.document(of: root))
      guard reached == steps.count else { return nil }
      return found
    } catch {
      return nil
    }
  }

  /// The value at this path.
  ///
  /// - Throws: ``ReferencePathError`` that names the first step with nothing behind it.
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

  /// The document with `value` put at this path, as `ResultPath` does it.
  ///
  /// Objects that are missing on the way are made; an existing member is replaced in its place, a new one comes last;
  /// an element must be there. Nothing is copied but the objects and arrays on the way. The path's root is taken for
  /// the document, whichever it is.
  ///
  /// - Throws: ``ReferencePathError`` when something on the way is no object, or no array with that element.
  /// - SeeAlso: States Language, "ResultPath".
  public func setting(_ value: JSON, in document: JSON) throws(ReferencePathError) -> JSON {
    // By far the most frequent: a member of the document.
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

  /// The step that cannot be gone, if any: an existing parent that is no object, or an element that is not there.
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

  /// Puts the value; ``conflict(in:)`` has seen to it that every step can be gone.
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
  /// The step that failed; `nil` when there is not even a document.
  public var step: ReferencePath.Step?
  /// The text that the service writes: `Unable to apply step "a" to input {…}`.
  public var message: String

  /// The message.
  public var description: String { message }

  static func step(_ step: ReferencePath.Step, _ document: JSON) -> ReferencePathError {
    ReferencePathError(
      step: step, message: "Unable to apply step \"\(step.text)\" to input \(document.description)")
  }
}
