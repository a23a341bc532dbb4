import JSONPath
import JSONata
import OrderedJSON

func fuzzTemplate(_ bytes: [UInt8]) throws(BrokenPromise) {
  var parts = Parts(bytes)
  guard let template = parts.next() else { return }
  let document = parts.document()
  let scope = Scope.around(document)
  if template.first == 0x24 {
    try fuzzReferencePath(String(decoding: template, as: UTF8.self), document)
  } else if let json = try? JSON(parsing: template) {
    guard let filled = try? PayloadTemplate(json) else { return }
    var random = JSONataRandom(seed: 1)
    _ = try? filled.fill(in: scope, random: &random)
  }
}

private func fuzzReferencePath(_ text: String, _ document: JSON) throws(BrokenPromise) {
  guard let path = try? ReferencePath(text) else { return }
  _ = path.value(in: Scope(input: document))
  guard let changed = try? path.setting("new", in: document) else { return }
  guard case .input = path.root else { return }
  try promise(path.value(in: Scope(input: changed)) == "new", "what was set is not there")
}
