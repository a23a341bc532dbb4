import LanguageSupport
import OrderedJSON
import Testing

@testable import JSONPath

/// Reads JSON that the test itself has written.
func json(_ text: String) -> JSON {
  do {
    return try JSON(parsing: text)
  } catch {
    Issue.record("not JSON: \(text): \(error)")
    return .null
  }
}

/// The value of a path over a document as compact JSON, or the error's message after `!`.
func outcome(_ path: String, _ document: String) -> String {
  do {
    return try PathExpression(path).evaluate(in: Scope(input: json(document))).description
  } catch {
    return "!\(error)"
  }
}

/// The value of a call over an input as compact JSON, or the error's message after `!`.
func call(_ text: String, _ input: String = "{}", context: String = "{}", variables: JSON.Object = [:]) -> String {
  var random = SplitMix64(seed: 1)
  let scope = Scope(input: json(input), context: json(context), variables: variables)
  do {
    return try IntrinsicExpression(text).evaluate(in: scope, random: &random).description
  } catch {
    return "!\(error)"
  }
}

/// What the service says of a call that refuses its arguments.
func refusal(_ text: String, _ reason: String) -> String {
  "!There was an error while evaluating the intrinsic function: \(text). \(reason)"
}
