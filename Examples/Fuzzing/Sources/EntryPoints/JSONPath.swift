import JSONPath
import OrderedJSON

func fuzzJSONPath(_ bytes: [UInt8]) throws(BrokenPromise) {
  var parts = Parts(bytes)
  let text = parts.text()
  let scope = Scope.around(parts.document())
  if let path = try? PathExpression(text) {
    let result = try? path.evaluate(in: scope)
    let existing = try? path.evaluateExisting(in: scope)
    try promise(path.exists(in: scope) == (existing != nil), "it exists without a value, or has one and does not")
    if existing != nil { try promise(result != nil, "it exists and cannot be evaluated") }
  }
}

extension Scope {
  /// A scope with variables and a context object beside the input.
  static func around(_ input: JSON) -> Scope {
    Scope(
      input: input, context: ["Execution": ["Id": "e", "Input": input], "State": ["Name": "S"]],
      variables: ["v": input, "w": ["k": [1, 2]]])
  }
}
