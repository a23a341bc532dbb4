import OrderedJSON
import StatesLanguage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// `asl validate`: finds the problems of definitions.
///
/// - Returns: the exit status: 0 when all are valid, 1 when one is not or cannot be read, 2 for wrong use.
func runValidate(arguments: [String]) -> Int32 {
  switch ValidateOptions.parse(arguments) {
  case .help:
    print(ValidateOptions.help)
    return 0
  case .wrong(let message):
    writeError("asl validate: \(message)\nTry 'asl validate --help'.\n")
    return 2
  case .options(let options):
    var command = ValidateCommand(options: options)
    return command.run()
  }
}

// MARK: Arguments

private struct ValidateOptions {
  enum Format: String, CaseIterable {
    case text, json, sarif, service
  }

  enum Parsed {
    case help
    case wrong(String)
    case options(ValidateOptions)
  }

  var format = Format.text
  var type = StateMachineType.standard
  var fix = false
  var warningsAsErrors = false
  var files: [String] = []

  static let help = """
    Usage: asl validate [OPTION]... FILE|DIR|-...
    Finds every problem of Amazon States Language definitions.
    DIR stands for every *.asl.json file below it, - for the standard input.

      --format FORMAT        text (default), json, sarif, or service
      --type TYPE            STANDARD (default) or EXPRESS
      --fix                  apply fixes and write the files
      --warnings-as-errors   fail on warnings too
      --help                 show this text

    Format json: JSON Lines, one object a file. Format service: the same with the
    answer of ValidateStateMachineDefinition.

    Exit status: 0 all valid, 1 some are not, 2 wrong use.
    """

  static func parse(_ arguments: [String]) -> Parsed {
    var options = ValidateOptions()
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-"), argument != "-" else {
        options.files.append(argument)
        continue
      }
      if argument == "--" {
        options.files += rest
        break
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      switch parts[0] {
      case "--help", "-h": return .help
      case "--fix": options.fix = true
      case "--warnings-as-errors": options.warningsAsErrors = true
      case "--format":
        guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else { return .wrong("--format needs a value") }
        guard let format = Format(rawValue: value) else {
          return .wrong("unknown format '\(value)'; it is one of text, json, sarif, service")
        }
        options.format = format
      case "--type":
        guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else { return .wrong("--type needs a value") }
        guard let type = StateMachineType(rawValue: value) else {
          return .wrong("unknown type '\(value)'; it is STANDARD or EXPRESS")
        }
        options.type = type
      default: return .wrong("unknown option '\(parts[0])'")
      }
    }
    if options.files.isEmpty { return .wrong("no file given") }
    if options.fix, options.files.contains("-") { return .wrong("--fix cannot write to the standard input") }
    return .options(options)
  }
}

// MARK: The command

private struct ValidateCommand {
  let options: ValidateOptions
  let useColour: Bool
  var hasFailed = false
  var sarif: [JSON] = []

  init(options: ValidateOptions) {
    self.options = options
    useColour = isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil
  }

  mutating func run() -> Int32 {
    for argument in options.files {
      guard argument != "-", FileSystem.isDirectory(argument) else {
        validate(argument)
        continue
      }
      switch FileSystem.definitions(below: argument) {
      case .success(let files):
        if files.isEmpty { complain(argument, "no *.asl.json files in this directory") }
        for file in files { validate(file) }
      case .failure(let error): complain(argument, error.message)
      }
    }
    if options.format == .sarif { print(sarifLog.description) }
    return hasFailed ? 1 : 0
  }

  private mutating func complain(_ file: String, _ message: String) {
    writeError("asl validate: \(file): \(message)\n")
    hasFailed = true
  }

  private mutating func validate(_ file: String) {
    switch FileSystem.read(file) {
    case .failure(let error): complain(file, error.message)
    case .success(let bytes):
      guard String(validating: bytes, as: UTF8.self) != nil else { return complain(file, "the text is not UTF-8") }
      check(file, SourceText(bytes: bytes))
    }
  }

  private mutating func check(_ file: String, _ text: SourceText) {
    var source = text
    var result = Validator(type: options.type).validate(source)
    if options.fix {
      let (fixed, count) = Self.fixed(source, options.type)
      if count > 0 {
        if let error = FileSystem.write(fixed, to: file) { return complain(file, error.message) }
        writeError("\(file): \(count) \(count == 1 ? "fix" : "fixes") applied\n")
        source = SourceText(bytes: fixed)
        result = Validator(type: options.type).validate(source)
      }
    }
    if !result.isValid || (options.warningsAsErrors && !result.diagnostics.isEmpty) { hasFailed = true }
    switch options.format {
    case .text: printText(file, source, result)
    case .json: print(Self.json(file, result).description)
    case .service: print(Self.service(result).description)
    case .sarif: sarif += result.diagnostics.map { Self.sarifResult(file, source, $0) }
    }
  }

  /// Whether a fix may be applied unseen: those of errors, and of warnings those that only give another name.
  private static func isSafeToFix(_ problem: Diagnostic) -> Bool {
    switch DiagnosticRule(rawValue: problem.code) {
    case .aslw01, .aslw02, .aslw08, .aslw09: true
    default: problem.severity == .error
    }
  }

  /// The text with the first fix of each problem applied, again and again until none is left.
  private static func fixed(_ source: SourceText, _ type: StateMachineType) -> ([UInt8], Int) {
    var source = source
    var total = 0
    for _ in 0..<10 {
      let problems = Validator(type: type).validate(source).diagnostics
      let fixes = problems.filter { Self.isSafeToFix($0) }.compactMap(\.fixes.first)
      let (bytes, count) = source.applying(fixes)
      if count == 0 { break }
      total += count
      source = SourceText(bytes: bytes)
    }
    return (source.bytes, total)
  }
}

// MARK: Output for people

extension ValidateCommand {
  private func printText(_ file: String, _ source: SourceText, _ result: Validator.Result) {
    for problem in result.diagnostics {
      let isError = problem.severity == .error
      let kind = coloured(isError ? "error:" : "warning:", isError ? "1;31" : "1;35")
      let place = coloured("\(file):\(problem.position):", "1")
      print("\(place) \(kind) \(Self.firstLine(problem.message)) [\(problem.code)]")
      printLine(source, problem.range, problem.position)
      for note in problem.notes {
        let place = source.position(of: note.range.start)
        print("\(coloured("\(file):\(place):", "1")) \(coloured("note:", "1;36")) \(note.message)")
        printLine(source, note.range, place)
      }
      if let fix = problem.fixes.first { print("    \(coloured("fix:", "1;32")) \(fix.summary)") }
    }
    let errors = result.diagnostics.count { $0.severity == .error }
    let warnings = result.diagnostics.count - errors
    guard errors + warnings > 0 else { return print("\(file): OK") }
    func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
    print("\(file): \(errors > 0 ? "FAIL" : "OK"), \(count(errors, "error")), \(count(warnings, "warning"))")
  }

  /// The line of a place, no longer than a screen is wide, and a caret below it.
  private func printLine(_ source: SourceText, _ range: SourceRange, _ place: SourcePosition) {
    let scalars = Array(source.line(place.line).unicodeScalars)
    let start = place.column > 100 ? place.column - 60 : 1
    guard start - 1 <= scalars.count else { return }
    let shown = scalars[(start - 1)..<min(scalars.count, start + 119)]
    var line = String.UnicodeScalarView()
    var under = String.UnicodeScalarView()
    let end = source.position(of: range.end)
    let endColumn = end.line == place.line ? max(end.column, place.column + 1) : scalars.count + 1
    for (offset, scalar) in shown.enumerated() {
      let column = start + offset
      line.append(scalar.value < 0x20 && scalar != "\t" ? " " : scalar)
      if column < place.column {
        under.append(scalar == "\t" ? "\t" : " ")
      } else if column == place.column {
        under.append("^")
      } else if column < endColumn {
        under.append("~")
      }
    }
    if place.column >= start + shown.count { under.append("^") }
    print("    \(String(line))\n    \(coloured(String(under), "1;32"))")
  }

  /// A message without the lines that repeat the place.
  private static func firstLine(_ message: String) -> String {
    String(message.prefix { $0 != "\n" })
  }

  private func coloured(_ text: String, _ code: String) -> String {
    useColour ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}

// MARK: Output for machines

extension ValidateCommand {
  private static func verdict(_ result: Validator.Result) -> JSON { result.isValid ? "OK" : "FAIL" }

  private static func json(_ file: String, _ result: Validator.Result) -> JSON {
    var object = JSON.Object()
    object["file"] = .string(file)
    object["result"] = verdict(result)
    object["diagnostics"] = .array(
      result.diagnostics.map { problem in
        var entry = JSON.Object()
        entry["severity"] = .string(problem.severity.rawValue)
        entry["code"] = .string(problem.awsCode ?? problem.code)
        entry["awsCode"] = problem.awsCode.map { .string($0) } ?? .null
        entry["rule"] = .string(problem.code)
        entry["message"] = .string(problem.message)
        entry["location"] = .string(problem.location ?? "")
        entry["line"] = .integer(problem.position.line)
        entry["column"] = .integer(problem.position.column)
        return .object(entry)
      })
    return .object(object)
  }

  /// The answer of ValidateStateMachineDefinition.
  private static func service(_ result: Validator.Result) -> JSON {
    var object = JSON.Object()
    object["result"] = verdict(result)
    object["diagnostics"] = .array(
      result.diagnostics.prefix(100).map { problem in
        var entry = JSON.Object()
        entry["severity"] = .string(problem.severity.rawValue)
        entry["code"] = .string(problem.awsCode ?? problem.code)
        entry["message"] = .string(problem.message)
        if let location = problem.location { entry["location"] = .string(location) }
        return .object(entry)
      })
    object["truncated"] = .bool(result.diagnostics.count > 100)
    return .object(object)
  }

  private static func sarifResult(_ file: String, _ source: SourceText, _ problem: Diagnostic) -> JSON {
    let end = source.position(of: problem.range.end)
    return [
      "ruleId": .string(problem.code),
      "level": problem.severity == .error ? "error" : "warning",
      "message": ["text": .string(problem.message)],
      "locations": [
        [
          "physicalLocation": [
            "artifactLocation": ["uri": .string(file)],
            "region": [
              "startLine": .integer(problem.position.line), "startColumn": .integer(problem.position.column),
              "endLine": .integer(end.line), "endColumn": .integer(end.column),
            ],
          ],
          "logicalLocations": [["fullyQualifiedName": .string(problem.location ?? "/")]],
        ]
      ],
    ]
  }

  private var sarifLog: JSON {
    let rules: [JSON] = DiagnosticRule.allCases.map { rule in
      ["id": .string(rule.rawValue), "shortDescription": ["text": .string(rule.summary)]]
    }
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        [
          "tool": ["driver": ["name": "asl validate", "rules": .array(rules)]],
          "results": .array(sarif),
        ]
      ],
    ]
  }
}

// MARK: Files

private struct FileError: Error {
  let message: String

  init(_ message: String) { self.message = message }

  /// What the system says of the last call that failed.
  static var system: FileError { FileError(String(cString: strerror(errno))) }
}

private enum FileSystem {
  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  static func read(_ path: String) -> Result<[UInt8], FileError> {
    if path == "-" { return read(STDIN_FILENO) }
    if isDirectory(path) { return .failure(FileError("is a directory")) }
    let file = open(path, O_RDONLY)
    guard file >= 0 else { return .failure(.system) }
    defer { close(file) }
    return read(file)
  }

  private static func read(_ file: Int32) -> Result<[UInt8], FileError> {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let room = chunk.count
      let count = chunk.withUnsafeMutableBytes { systemRead(file, $0.baseAddress, room) }
      if count < 0, errno == EINTR { continue }
      if count < 0 { return .failure(.system) }
      if count == 0 { return .success(bytes) }
      bytes += chunk[..<count]
      if bytes.count > 1 << 26 { return .failure(FileError("is longer than 64 MiB")) }
    }
  }

  static func write(_ bytes: [UInt8], to path: String) -> FileError? {
    guard let file = fopen(path, "wb") else { return .system }
    let written = fwrite(bytes, 1, bytes.count, file)
    let closed = fclose(file)
    return written == bytes.count && closed == 0 ? nil : .system
  }

  /// Every `*.asl.json` below a directory, in order of their names; links to directories are not followed.
  static func definitions(below directory: String) -> Result<[String], FileError> {
    guard let handle = opendir(directory) else { return .failure(.system) }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    var files: [String] = []
    for name in names.sorted() {
      let path = directory.hasSuffix("/") ? directory + name : directory + "/" + name
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        switch definitions(below: path) {
        case .success(let more): files += more
        case .failure(let error): return .failure(FileError("\(path): \(error.message)"))
        }
      } else if name.hasSuffix(".asl.json") {
        files.append(path)
      }
    }
    return .success(files)
  }
}

private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(file, buffer, count)
}

private func writeError(_ text: String) {
  var text = text
  text.withUTF8 { bytes in
    var done = 0
    while done < bytes.count {
      let count = write(STDERR_FILENO, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if count <= 0 { return }
      done += count
    }
  }
}
