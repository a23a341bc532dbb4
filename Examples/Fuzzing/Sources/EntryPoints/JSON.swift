import OrderedJSON

func fuzzJSON(_ bytes: [UInt8]) throws(BrokenPromise) {
  let syntax = try? JSONSyntaxParser().parse(SourceText(bytes: bytes))
  guard let value = try? JSON(parsing: bytes) else { return }
  try promise(syntax?.json == value, "read with source ranges it is another value")
  for printer in [JSONPrinter.compact, .pretty, JSONPrinter(sortsKeys: true, lowercaseEscapes: true)] {
    let printed = printer.bytes(value)
    guard let again = try? JSON(parsing: printed) else { throw BrokenPromise("what was printed is not JSON") }
    try promise(again == value, "what was printed is another value")
    try promise(printer.bytes(again) == printed, "printed again it has other bytes")
  }
  let count = value.compactByteCount(upTo: .max)
  try promise(count == JSONPrinter.compact.bytes(value).count, "its size is counted as \(count ?? -1) bytes")
  try promise(value.depth() <= JSON.maximumDepth, "it is nested too deeply")
  _ = value.hashValue
}
