import JSONPath
import JSONata
package import OrderedJSON
package import StatesLanguage

/// An expression to be evaluated where a state is: JSONata, a path or an intrinsic function.
package struct ScopeExpression: Sendable {
  private enum Form {
    case jsonata(StateExpression)
    case path(PathExpression)
    case intrinsic(IntrinsicExpression)
  }

  /// Why an expression cannot be read, or has no value.
  package struct Problem: Error, Sendable, CustomStringConvertible {
    /// What is wrong, and where.
    package let description: String
  }

  /// The expression as given.
  package let text: String
  private let form: Form

  /// Reads an expression. `{% … %}` is JSONata in every state. Otherwise, in a JSONPath state, what starts with `$` is a
  /// path, and what starts with `States.` a call of an intrinsic function; everything else is JSONata.
  ///
  /// - Parameters:
  ///   - text: the expression.
  ///   - language: the query language of the state.
  package init(_ text: String, in language: QueryLanguage) throws(Problem) {
    self.text = text
    let inner = StateExpression.inside(text)
    if inner == nil, language == .jsonPath {
      if text.utf8.first == UInt8(ascii: "$") {
        do throws(PathSyntaxError) { form = .path(try PathExpression(text)) } catch {
          throw Problem(description: "\(error)")
        }
        return
      }
      if text.utf8.starts(with: "States.".utf8) {
        do throws(IntrinsicSyntaxError) { form = .intrinsic(try IntrinsicExpression(text)) } catch {
          throw Problem(description: "\(error)")
        }
        return
      }
    }
    do throws(JSONataError) { form = .jsonata(try StateExpression(inner ?? text, field: "expression")) } catch {
      let position = error.position.map { " (at offset \($0))" } ?? ""
      throw Problem(description: (error.code.map { "\($0): " } ?? "") + error.message + position)
    }
  }

  fileprivate func value(
    in execution: inout Execution, _ b: Int, _ document: Execution.Payload, result: JSON?, errorOutput: JSON?
  ) throws(StateError) -> JSON {
    switch form {
    case .jsonata(let expression):
      return try execution.evaluate(expression, in: b, result: result, errorOutput: errorOutput)
    case .path(let path):
      do throws(PathError) { return try execution.find(path, in: document, b) } catch {
        throw StateError(.ordinary, name: nil, cause: error.message)
      }
    case .intrinsic(let call):
      let scope = execution.scope(b, document.json, needsContext: true)
      do throws(IntrinsicError) { return try call.evaluate(in: scope, random: &execution.random) } catch {
        throw StateError(.ordinary, name: nil, cause: error.message)
      }
    }
  }
}

extension StateTest {
  /// The value of an expression as a field of the state would have it. `$` of a path is the state's input after
  /// `InputPath`.
  ///
  /// - Parameters:
  ///   - expression: the expression.
  ///   - result: `$states.result`, if the state's work has one.
  ///   - errorOutput: `$states.errorOutput`, if the state's work failed.
  package mutating func value(
    of expression: ScopeExpression, result: JSON?, errorOutput: JSON?
  ) throws(ScopeExpression.Problem) -> JSON {
    do throws(StateError) {
      let document =
        state.queryLanguage == .jsonPath ? try execution.effectiveInput(Self.branch, state) : execution.input
      return try expression.value(
        in: &execution, Self.branch, document, result: result, errorOutput: errorOutput)
    } catch {
      throw ScopeExpression.Problem(description: withoutPlace(error).cause ?? error.name ?? "it has no value")
    }
  }

  /// The state's input after `InputPath`, if that can be followed.
  package mutating func effectiveInput() -> JSON? {
    guard state.queryLanguage == .jsonPath else { return nil }
    return (try? execution.effectiveInput(Self.branch, state))?.json
  }
}
