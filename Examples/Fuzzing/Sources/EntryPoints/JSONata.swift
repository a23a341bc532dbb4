import JSONata
import OrderedJSON

func fuzzJSONata(_ bytes: [UInt8]) throws(BrokenPromise) {
  var parts = Parts(bytes)
  let text = parts.text()
  let input = parts.document()
  for dialect in [JSONataDialect.reference, .service] {
    guard let expression = try? JSONataExpression(text, dialect: dialect) else { continue }
    var environment = JSONataEnvironment(
      now: 1_704_067_200_000, random: JSONataRandom(seed: 1),
      limits: JSONataLimits(
        maximumDepth: 300, maximumSteps: 20_000, maximumSequenceLength: 20_000, maximumValueBytes: 1 << 18,
        maximumNesting: 100, maximumPatternSteps: 100_000))
    let result: JSONataResult
    do throws(JSONataError) {
      let states = JSONataBinding(
        name: "states",
        parts: ["input": input, "context": ["Execution": ["Id": "e"]], "result": 1, "errorOutput": "e"])
      result = try expression.evaluate(
        input, bindings: ["v": input], composed: dialect == .service ? states : nil, environment: &environment)
    } catch {
      try promise(error.code != nil || !error.message.isEmpty, "an error that says nothing")
      continue
    }
    if case .value(let value) = result { try checkResult(value) }
  }
}

private func checkResult(_ value: JSON) throws(BrokenPromise) {
  try promise(!value.isDeeper(than: JSON.maximumDepth), "the result is nested too deeply")
  guard value.compactByteCount(upTo: 1 << 22) != nil else { throw BrokenPromise("the result is over 4 MB") }
  let printed = JSONPrinter.compact.bytes(value)
  // Compared as printed: a double above 2^53 is read back as the integer that its digits are.
  guard let again = try? JSON(parsing: printed) else { throw BrokenPromise("the printed result is not JSON") }
  try promise(JSONPrinter.compact.bytes(again) == printed, "printed again the result has other bytes")
}
