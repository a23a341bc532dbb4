import OrderedJSON

/// Why a string is not a path, and where.
public struct PathSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, in a sentence without the position.
  public var message: String
  /// The offset, in UTF-8 bytes from the beginning of the path.
  public var offset: Int

  /// Creates an error at a position.
  public init(_ message: String, offset: Int) {
    self.message = message
    self.offset = offset
  }

  /// `message (at offset)`.
  public var description: String { "\(message) (at offset \(offset))" }
}

/// Why a well-formed path gave nothing for a document.
public struct PathError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What went wrong.
  public enum Kind: Sendable, Hashable {
    /// The last step found nothing.
    case noResults
    /// A member on the way is missing.
    case missingProperty
    /// A name was applied to something that is not an object.
    case notAnObject
    /// An index or a slice was applied to null.
    case nullOnTheWay
    /// An index or a slice was applied to something that is not an array.
    case notAnArray
    /// Several names are followed by other steps.
    case namesInside
    /// A filter was applied to a string, a number, a Boolean or null.
    case filterOnPrimitive
    /// A filter compares incomparable values: a number with a string that is not a number.
    case invalidComparison
    /// `$name` of a variable that has not been assigned.
    case undefinedVariable
    /// The evaluation was stopped: too many steps, or too deep a document.
    case limitExceeded
  }

  /// What went wrong.
  public var kind: Kind
  /// The message that the service writes: `No results for path: $['a']['b']`.
  public var message: String

  init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// The message.
  public var description: String { message }

  static let tooManySteps = PathError(.limitExceeded, "The path takes too many steps on this document.")
  static let tooDeep = PathError(.limitExceeded, "The document is nested too deeply.")
}

/// Why a path failed, before the message is made: many failures are ignored and never read.
struct PathFailure: Error {
  enum Reason {
    /// A member is missing.
    case missing
    /// A name, or names, applied to something that is not an object.
    case notAnObject
    /// An index or slice applied to null.
    case nullOnTheWay
    /// An index or slice applied to something else that is not an array.
    case notAnArray
    case namesInside
    case filterOnPrimitive
    /// An error that already has its message: failures within filters, and exceeded limits.
    case other(PathError)
  }

  /// How a step that has many results led to the next step.
  enum Turn {
    case member(String)
    case element(Int)
    /// A filter that accepted an object itself.
    case stay
  }

  let reason: Reason
  /// The index of the step that failed.
  let place: Int
  /// The value to which it was applied.
  let value: JSON
  /// Whether `value` is an element of an array or the document: in error messages such a string has its quotes.
  let isElement: Bool
  /// The turns that were taken, last one first, each with the index of its step.
  var turns: [(place: Int, turn: Turn)] = []

  init(_ reason: Reason, at place: Int, on value: JSON, isElement: Bool) {
    self.reason = reason
    self.place = place
    self.value = value
    self.isElement = isElement
  }

  init(_ error: PathError) { self.init(.other(error), at: 0, on: .null, isElement: false) }

  /// Whether this means that nothing was found, and not that something is wrong with the path.
  var meansNotFound: Bool {
    switch reason {
    case .missing, .notAnObject, .nullOnTheWay: true
    case .notAnArray, .namesInside, .filterOnPrimitive, .other: false
    }
  }

  /// The failure in the service's words.
  func error(in program: PathProgram) -> PathError {
    let step = program.steps.indices.contains(place) ? program.steps[place].normalized : ""
    let path = way(in: program)
    switch reason {
    case .other(let error): return error
    case .missing where place == program.steps.count - 1:
      return PathError(.noResults, "No results for path: \(path)\(step)")
    case .missing: return PathError(.missingProperty, "Missing property in path \(path)\(step)")
    case .notAnObject: return PathError(.notAnObject, "Property \(step) not found in path \(path)")
    case .nullOnTheWay: return PathError(.nullOnTheWay, "The path \(path) is null")
    case .notAnArray:
      return PathError(
        .notAnArray,
        "Filter: \(program.normalized(from: place)) can only be applied to arrays. Current context is: \(shown)")
    case .namesInside:
      return PathError(.namesInside, "Multi properties can only be used as path leafs: \(path)\(step)")
    case .filterOnPrimitive:
      return PathError(
        .filterOnPrimitive,
        "Filter: \(program.normalized(from: place)) can not be applied to primitives. Current context is: \(shown)")
    }
  }

  private var shown: String {
    if !isElement, case .string(let text) = value { text } else { value.description }
  }

  /// The path to the step that failed: `$['a'][0]`.
  private func way(in program: PathProgram) -> String {
    var text = "$"
    var next = 0
    func append(upTo end: Int) {
      for step in program.steps[min(next, end)..<end] {
        if case .descent = step { continue }
        text += step.normalized
      }
    }
    for (place, turn) in turns.reversed() {
      append(upTo: place)
      switch turn {
      case .member(let name): text += "['\(name)']"
      case .element(let index): text += "[\(index)]"
      case .stay: break
      }
      next = max(next, place + 1)
    }
    append(upTo: place)
    return text
  }
}
