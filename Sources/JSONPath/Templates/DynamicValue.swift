public import OrderedJSON

/// The value of a field whose name ends in `.$`: a path, or a call of an intrinsic function.
public enum DynamicValue: Sendable {
  /// A path; strings that start with `$`.
  case path(PathExpression)
  /// A call; all other strings.
  case intrinsic(IntrinsicExpression)

  /// Reads a path or a call.
  public init(_ text: String) throws(DynamicValueSyntaxError) {
    if text.utf8.first == 0x24 {
      do throws(PathSyntaxError) {
        self = .path(try PathExpression(text))
      } catch {
        throw .path(error)
      }
    } else {
      do throws(IntrinsicSyntaxError) {
        self = .intrinsic(try IntrinsicExpression(text))
      } catch {
        throw .intrinsic(error)
      }
    }
  }

  /// The text as written.
  public var text: String {
    switch self {
    case .path(let path): path.text
    case .intrinsic(let call): call.text
    }
  }

  /// Whether it reads the context object.
  public var usesContext: Bool {
    switch self {
    case .path(let path): path.root == .context
    case .intrinsic(let call): call.usesContext
    }
  }

  /// The variables that it reads, each once, in the order of their first appearance.
  public var variableNames: [String] {
    switch self {
    case .path(let path): path.root.variableName.map { [$0] } ?? []
    case .intrinsic(let call): call.variableNames
    }
  }

  /// Evaluates the path or call.
  ///
  /// - Parameters:
  ///   - scope: what the paths can access.
  ///   - random: drawn from by `States.UUID` and `States.MathRandom` without a seed.
  ///   - fieldName: the field's name as in error messages, including `.$`.
  public func evaluate(
    in scope: Scope, random: inout some RandomNumberGenerator, fieldName: String
  ) throws(TemplateError) -> JSON {
    var work = PathWork(maximumSteps: scope.maximumPathSteps)
    return try evaluate(in: scope, work: &work, random: { random.next() }, fieldName: fieldName)
  }

  /// Evaluates the path or call, with 64-bit random numbers from a function.
  func evaluate(
    in scope: Scope, work: inout PathWork, random: () -> UInt64, fieldName: String
  ) throws(TemplateError) -> JSON {
    switch self {
    case .path(let path):
      if case .input = path.root, scope.input.isNull { throw .nullInput }
      do throws(PathError) {
        return try path.evaluate(in: scope, work: &work)
      } catch {
        throw TemplateError(error, path: path, fieldName: fieldName, scope: scope)
      }
    case .intrinsic(let call):
      do throws(IntrinsicError) {
        return try call.evaluate(in: scope, work: &work, random: random)
      } catch {
        throw TemplateError(message: error.message)
      }
    }
  }
}

/// Why the value of a `.$` field is neither a path nor a call.
public enum DynamicValueSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
  /// It starts with `$` and is not a path.
  case path(PathSyntaxError)
  /// It starts otherwise and is not a call.
  case intrinsic(IntrinsicSyntaxError)

  /// What is wrong, in a sentence without the position.
  public var message: String {
    switch self {
    case .path(let error): error.message
    case .intrinsic(let error): error.message
    }
  }

  /// The offset, in UTF-8 bytes from the beginning of the text.
  public var offset: Int {
    switch self {
    case .path(let error): error.offset
    case .intrinsic(let error): error.offset
    }
  }

  /// `message (at offset)`.
  public var description: String { "\(message) (at offset \(offset))" }
}

/// Why a template could not be filled.
public struct TemplateError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The message that the service writes after "An error occurred while executing the state …".
  public var message: String

  /// The message.
  public var description: String { message }

  init(message: String) { self.message = message }

  /// Not even `$` alone can be applied to an input that is null.
  static let nullInput = TemplateError(message: "Unable to apply Path transformation to null or empty input.")

  /// The context object is shown for a path that starts from it, the input for all others.
  init(_ error: PathError, path: PathExpression, fieldName: String, scope: Scope) {
    switch error.kind {
    case .noResults, .missingProperty, .notAnObject, .nullOnTheWay, .notAnArray, .namesInside, .filterOnPrimitive,
      .invalidComparison, .undefinedVariable:
      message =
        "The JSONPath '\(path.text)' specified for the field '\(fieldName)' could not be found in the input "
        + "'\((path.root == .context ? scope.context : scope.input).description)'"
    case .limitExceeded: message = error.message
    }
  }
}
