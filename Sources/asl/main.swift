import OrderedJSON
import StatesLanguage
#if canImport(Glibc)
  import Glibc
#endif
let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "validate" { exit(runValidate(arguments: Array(arguments.dropFirst()))) }
if arguments.first == "bench" {
  let f = fopen(arguments[1], "rb")!
  var bytes = [UInt8](repeating: 0, count: 1 << 22)
  let n = fread(&bytes, 1, bytes.count, f)
  bytes = Array(bytes[..<n])
  let clock = ContinuousClock()
  var best = (Duration.seconds(9), Duration.seconds(9), Duration.seconds(9))
  for _ in 0..<20 {
    var text: SourceText?
    let t0 = clock.measure { text = SourceText(bytes: bytes) }
    var syntax: JSONSyntax?
    let t1 = clock.measure { syntax = try? JSONSyntaxParser(maximumDepth: 600).parse(text!) }
    var count = 0
    let t2 = clock.measure { count = Validator().diagnostics(for: syntax!, in: text!).count }
    best = (min(best.0, t0), min(best.1, t1), min(best.2, t2))
    if count > 0 { print(count) }
  }
  print("source \(best.0) parse \(best.1) validate \(best.2)")
}
