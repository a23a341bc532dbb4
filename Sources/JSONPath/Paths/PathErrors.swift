/// Why a text is not a path, and where.
public struct PathSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, in a sentence without the place.
  public var message: String
  /// Where, in UTF-8 bytes from the beginning of the path.
  public var offset: Int

  /// An error at a place.
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
    /// The last step of a definite path found nothing.
    case noResults
    /// A member on the way is missing.
    case missingProperty
    /// A name was asked of something that is no object.
    case notAnObject
    /// An index or a slice was asked of something that is no array.
    case notAnArray
    /// A filter was asked of a text, a number, a Boolean or null.
    case filterOnPrimitive
    /// `$name` of a variable that has not been assigned.
    case undefinedVariable
    /// A function that does not exist, in a filter.
    case unknownFunction
    /// A function that cannot work on what it was given: the sum of no numbers.
    case functionFailed
    /// A filter's operator that cannot work on its operands.
    case invalidComparison
    /// The evaluation was given up: too many steps, or too deep a document.
    case limitExceeded
  }

  /// What went wrong.
  public var kind: Kind
  /// The text that the service writes: `No results for path: $['a']['b']`.
  public var message: String

  init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// The message.
  public var description: String { message }

  /// Whether this says that there is nothing, and not that something is wrong with the path.
  var meansNotFound: Bool {
    switch kind {
    case .noResults, .missingProperty, .notAnObject, .notAnArray: true
    case .filterOnPrimitive, .undefinedVariable, .unknownFunction, .functionFailed, .invalidComparison, .limitExceeded:
      false
    }
  }

  /// Whether a filter that meets this error just does not hold; otherwise the whole path fails.
  var onlyFailsFilter: Bool {
    switch kind {
    case .noResults, .missingProperty, .notAnObject, .notAnArray, .filterOnPrimitive, .undefinedVariable,
      .unknownFunction, .invalidComparison:
      true
    case .functionFailed, .limitExceeded: false
    }
  }
}
