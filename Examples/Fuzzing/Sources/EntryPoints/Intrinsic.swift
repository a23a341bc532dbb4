import JSONPath
import JSONata
import OrderedJSON

func fuzzIntrinsic(_ bytes: [UInt8]) throws(BrokenPromise) {
  var parts = Parts(bytes)
  guard let call = try? IntrinsicExpression(parts.text()) else { return }
  let scope = Scope.around(parts.document())
  var random = JSONataRandom(seed: 1)
  guard let value = try? call.evaluate(in: scope, random: &random) else { return }
  guard value.compactByteCount(upTo: 1 << 24) != nil else { throw BrokenPromise("the result is over 16 MB") }
  let printed = JSONPrinter.compact.bytes(value)
  // Compared as printed: a double above 2^53 is read back as the integer that its digits are.
  guard let again = try? JSON(parsing: printed) else { throw BrokenPromise("the printed result is not JSON") }
  try promise(JSONPrinter.compact.bytes(again) == printed, "printed again the result has other bytes")
}
