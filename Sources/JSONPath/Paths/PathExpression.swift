public import OrderedJSON

/// A path with everything that the dialect has: wildcards, slices, filters, descents, functions.
///
/// Compiled once, evaluated many times. A path of names and indexes, such as `$.order.items[0]`, is followed without
/// allocating anything.
///
/// ```swift
/// let path = try PathExpression("$.items[?(@.price < 10)].sku")
/// try path.evaluate(in: Scope(input: order))  // ["a", "c"]
/// ```
public struct PathExpression: Sendable {
  /// What a path starts from.
  public typealias Root = PathRoot

  /// The path as written.
  public var text: String { storage.text }
  /// What it starts from.
  public var root: Root { storage.root }
  var program: PathProgram { storage.program }
  private let storage: Storage

  /// Shared by all copies, so that handing a path on counts one reference instead of one for each of its parts.
  private final class Storage: Sendable {
    let text: String
    let root: PathRoot
    let program: PathProgram

    init(text: String, root: PathRoot, program: PathProgram) {
      self.text = text
      self.root = root
      self.program = program
    }
  }

  /// Reads a path, which must start with `$`, `$$` or `$name`.
  ///
  /// - Parameters:
  ///   - text: the path.
  ///   - acceptsBareWords: whether a filter may compare with a word that has no quotes, `[?(@.type == order)]`, as
  ///     with a text. The service creates state machines with such paths; the current version of the library that it
  ///     uses refuses them.
  public init(_ text: String, acceptsBareWords: Bool = false) throws(PathSyntaxError) {
    let source = PathBytes(text, acceptsBareWords: acceptsBareWords)
    guard let (root, length) = PathRoot.read(source.bytes) else {
      throw PathSyntaxError("a path must start with '$'", offset: 0)
    }
    var end = source.bytes.count
    while end > length, source[end - 1] == 0x20 { end -= 1 }
    let program = try PathParser.program(source, from: length, to: end, depth: 0)
    if case .function(let call)? = program.steps.last, call.function == nil {
      throw PathSyntaxError("no function is named '\(call.name)'", offset: length)
    }
    storage = Storage(text: text, root: root, program: program)
  }

  /// Whether the path gives one value or fails; any other gives an array of what it finds, maybe an empty one.
  public var isDefinite: Bool { program.isDefinite }

  /// Whether this is just the root: `$`, `$$`, `$name`.
  public var isWholeRoot: Bool { program.steps.isEmpty }

  /// Whether the path can only name one node: names and indexes from the beginning, nothing else.
  public var isReferencePath: Bool {
    program.steps.allSatisfy { step in
      switch step {
      case .name: true
      case .index(let index): index >= 0
      case .names, .indexes, .slice, .wildcard, .filter, .descent, .function: false
      }
    }
  }

  /// The path's value.
  ///
  /// - Throws: ``PathError`` when a definite path, or the definite beginning of any other, finds nothing.
  public func evaluate(in scope: Scope) throws(PathError) -> JSON {
    let storage = storage
    if case .input = storage.root, let steps = storage.program.plainSteps {
      return try PathEvaluator.plainValue(storage.program, steps, of: scope.input)
    }
    let document = try scope.document(of: storage.root)
    var work = PathWork()
    return try PathEvaluator.evaluate(storage.program, on: document, document: document, work: &work)
  }

  /// Whether the path gives a value.
  public func exists(in scope: Scope) -> Bool {
    do throws(PathError) {
      // Without an error, whose text would be made for nothing.
      if let steps = program.plainSteps {
        return PlainStep.follow(steps, from: try scope.document(of: root)).1 == steps.count
      }
      _ = try evaluate(in: scope)
      return true
    } catch {
      return false
    }
  }
}

extension Scope {
  /// The document that a root names.
  func document(of root: PathRoot) throws(PathError) -> JSON {
    switch root {
    case .input: return input
    case .context: return context
    case .variable(let name):
      guard let value = variables[name] else {
        throw PathError(.undefinedVariable, "The variable '$\(name)' has not been assigned")
      }
      return value
    }
  }
}

extension PathExpression: CustomStringConvertible {
  /// The path as written.
  public var description: String { text }
}
