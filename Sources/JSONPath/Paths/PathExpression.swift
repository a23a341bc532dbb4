public import OrderedJSON

/// A path with all features of the dialect: wildcards, slices, filters, descents.
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

  /// Shared by all copies, so that passing a path counts one reference instead of one for each of its parts.
  private final class Storage: Sendable {
    let text: String
    let root: PathRoot
    let program: PathProgram
    let traps: [PathTrap]

    init(text: String, root: PathRoot, program: PathProgram, traps: [PathTrap]) {
      self.text = text
      self.root = root
      self.program = program
      self.traps = traps
    }
  }

  /// Reads a path, which must start with `$`, `$$` or `$name`. Spaces at its ends are ignored.
  ///
  /// - Throws: ``PathSyntaxError`` when the service would not create a state machine with this path.
  public init(_ text: String) throws(PathSyntaxError) {
    let source = PathBytes(text)
    let range = source.trimmed(source.bytes.indices)
    guard let (root, length) = PathRoot.read(source.bytes[range]) else {
      throw PathSyntaxError("a path must start with '$'", offset: range.lowerBound)
    }
    var traps: [PathTrap] = []
    let program = try PathParser.program(
      source, in: range.lowerBound + length..<range.upperBound, isOperand: false, traps: &traps)
    storage = Storage(text: text, root: root, program: program, traps: traps)
  }

  /// The parts of the path that do not do what they seem to do, in the order of the text.
  public var traps: [PathTrap] { storage.traps }

  /// Whether the path gives one value or fails; any other gives an array of what it finds, which may be empty.
  public var isDefinite: Bool { program.isDefinite }

  /// Whether this is just the root: `$`, `$$`, `$name`.
  public var isWholeRoot: Bool { program.steps.isEmpty }

  /// Whether the path can only identify one node: it consists of names and indexes.
  public var isReferencePath: Bool {
    program.steps.allSatisfy { step in
      switch step {
      case .name: true
      case .index(let index): index >= 0
      case .names, .indexes, .fromEnd, .slice, .wildcard, .filter, .descent: false
      }
    }
  }

  /// Evaluates the path. An index outside an array, as the last step, gives null.
  ///
  /// - Throws: ``PathError`` when a step fails: a member is missing, an index is applied to an object, …
  public func evaluate(in scope: Scope) throws(PathError) -> JSON {
    let (found, isThere) = plainValue(in: scope)
    if isThere { return found }
    var work = PathWork(maximumSteps: scope.maximumPathSteps)
    return try result(in: scope, work: &work).value
  }

  /// Follows a path of names and indexes from the input: by far the most frequent case, which needs no bookkeeping.
  ///
  /// - Returns: the value and true; false for any other path and if something is missing.
  @inline(__always)
  private func plainValue(in scope: Scope) -> (JSON, Bool) {
    guard case .input = storage.root, let steps = storage.program.plainSteps else { return (.null, false) }
    let (found, reached) = PlainStep.follow(steps, from: scope.input)
    return (found, reached == steps.count)
  }

  /// Evaluates the path, with steps from a budget that other evaluations share.
  func evaluate(in scope: Scope, work: inout PathWork) throws(PathError) -> JSON {
    let (found, isThere) = plainValue(in: scope)
    if isThere { return found }
    return try result(in: scope, work: &work).value
  }

  /// Evaluates the path for the fields that identify one node: an element outside its array is an error here, not null
  /// as elsewhere.
  ///
  /// - Throws: ``PathError``, also for an index outside an array.
  public func evaluateExisting(in scope: Scope) throws(PathError) -> JSON {
    let (found, isThere) = plainValue(in: scope)
    if isThere { return found }
    var work = PathWork(maximumSteps: scope.maximumPathSteps)
    return try evaluateExisting(in: scope, work: &work)
  }

  /// The same for the arguments of intrinsic functions, which take their steps from one budget.
  func evaluateExisting(in scope: Scope, work: inout PathWork) throws(PathError) -> JSON {
    let (found, isThere) = plainValue(in: scope)
    if isThere { return found }
    let result = try result(in: scope, work: &work)
    guard !result.isOutside else {
      throw PathError(.noResults, "No results for path: $\(storage.program.normalized(from: 0))")
    }
    return result.value
  }

  private func result(in scope: Scope, work: inout PathWork) throws(PathError) -> PathEvaluator.Result {
    let document = try scope.document(of: storage.root)
    do throws(PathFailure) {
      return try PathEvaluator.evaluate(storage.program, on: document, document: document, work: &work)
    } catch {
      throw error.error(in: storage.program)
    }
  }

  /// Whether the path gives a value; an element outside its array does not count.
  public func exists(in scope: Scope) -> Bool {
    do throws(PathError) {
      // Without an error, whose message would be made for nothing.
      if let steps = program.plainSteps {
        return PlainStep.follow(steps, from: try scope.document(of: root)).1 == steps.count
      }
      var work = PathWork(maximumSteps: scope.maximumPathSteps)
      return try !result(in: scope, work: &work).isOutside
    } catch {
      return false
    }
  }
}

extension Scope {
  /// The document that a root identifies.
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
