import StatesLanguage

/// An invalid command line.
struct UsageError: Error {
  let message: String
}

/// Reads a command line by the GNU conventions: `--name value`, `--name=value`, flags, operands, `--` before operands.
struct ArgumentReader {
  private(set) var operands: [String] = []
  /// The values of each option, in the order in which they were given.
  private var values: [String: [String]] = [:]
  private var flags: Set<String> = []

  /// - Parameters:
  ///   - arguments: the arguments after the command's name.
  ///   - options: the options that take a value, without dashes.
  ///   - switches: the options that take no value.
  init(_ arguments: [String], options: Set<String>, switches: Set<String> = []) throws(UsageError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        operands.append(contentsOf: rest)
        return
      }
      // `-` is standard input, and `-#LogicalId` a state machine of the template there.
      guard argument.hasPrefix("-"), argument != "-", !argument.hasPrefix("-#") else {
        operands.append(argument)
        continue
      }
      if argument == "-h" || argument == "--help" {
        flags.insert("help")
        continue
      }
      let parts = argument.drop { $0 == "-" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts.first ?? "")
      if switches.contains(name), parts.count == 1, argument.hasPrefix("--") {
        flags.insert(name)
      } else if options.contains(name), argument.hasPrefix("--") {
        guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
          throw UsageError(message: "the option --\(name) needs a value")
        }
        values[name, default: []].append(value)
      } else {
        let near = Suggestions.nearest(to: name, among: (options.union(switches).union(["help"])).sorted())
        let isValueTooMany = switches.contains(name) && parts.count == 2
        throw UsageError(
          message: isValueTooMany
            ? "the option --\(name) takes no value"
            : "unknown option '\(argument)'" + (near.map { "; did you mean '--\($0)'?" } ?? ""))
      }
    }
  }

  /// Whether a switch was given.
  func has(_ name: String) -> Bool { flags.contains(name) }

  /// The value of an option; if it is given several times, the last one.
  subscript(name: String) -> String? { values[name]?.last }

  /// All values of an option that may be given several times, in their order.
  func all(_ name: String) -> [String] { values[name] ?? [] }

  /// The value of an option that is a whole number.
  func integer(_ name: String) throws(UsageError) -> Int? {
    guard let text = self[name] else { return nil }
    guard let number = Int(text) else { throw UsageError(message: "--\(name) takes a whole number, not '\(text)'") }
    return number
  }
}
