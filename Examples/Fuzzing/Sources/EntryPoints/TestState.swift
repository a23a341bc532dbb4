import OrderedJSON
import StatesTesting

/// The definition is a separate part, and the request's JSON strings may be given as the values they represent, so that
/// a change of one byte does not break three levels of escapes.
func fuzzTestState(_ bytes: [UInt8]) throws(BrokenPromise) {
  var parts = Parts(bytes)
  guard let definition = parts.next() else { return }
  var request = JSON.Object()
  if let members = parts.next(), let object = (try? JSON(parsing: members))?.objectValue { request = object }
  request["definition"] = .string(String(decoding: definition, as: UTF8.self))
  for name in ["input", "variables", "context"] { request[name] = request[name].map(asText) }
  if var mock = request["mock"]?.objectValue {
    mock["result"] = mock["result"].map(asText)
    request["mock"] = .object(mock)
  }
  do throws(TestStateError) {
    _ = JSONPrinter.compact.bytes(try TestStateRequest(.object(request)).answer(performing: Budget.answer).json)
  } catch {
    let printed = JSONPrinter.compact.bytes(error.json)
    try promise(!printed.isEmpty, "an error that says nothing")
  }
}

private func asText(_ value: JSON) -> JSON {
  if case .string = value { value } else { .string(JSONPrinter.compact.string(value)) }
}
