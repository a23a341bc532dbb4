import OrderedJSON
import StatesLanguage

/// `asl validate`: finds the problems in definitions.
struct ValidateCommand {
  static let usage = """
    Usage: asl validate [OPTION]... FILE|DIR|-...

    Finds every problem in Amazon States Language definitions. DIR means every *.asl.json file in its directory tree,
    and every *.template.json that has state machines; - means standard input.

    \(DefinitionOptions.templateUsage) Without
    #LOGICALID all state machines are checked.

      --format FORMAT        text (default), json, sarif, or service
    \(DefinitionOptions.usage)
      --fix                  apply fixes and write the files
      --warnings-as-errors   also fail on warnings
      --max-problems N       show N problems of a file in format text, and count the rest (default: 100; 0 for
                             all)
      --default FILE|DIR     what to check if no FILE, DIR or - is given
    \(ModelFolder.usage)

    Format json: JSON Lines, one object per file. Format service: the same with the response of
    ValidateStateMachineDefinition. Format sarif: one SARIF 2.1.0 log.

    Exit status: 0 all valid, 1 some are not, 2 incorrect usage or a file that cannot be read.
    """

  /// The output format of problems.
  enum Format: String, CaseIterable {
    case text, json, sarif, service
  }

  private let format: Format
  private let options: DefinitionOptions
  private let fixes: Bool
  private let warningsAreErrors: Bool
  private let maximumProblems: Int
  private var models: ModelFolder?
  private var status: Int32 = 0
  private var sarif = SARIFLog()

  static func run(_ arguments: [String]) throws -> Int32 {
    let reader = try ArgumentReader(
      arguments, options: DefinitionOptions.names.union(["default", "format", "max-problems", "models"]),
      switches: ["fix", "warnings-as-errors"])
    if reader.has("help") {
      Output.line(usage)
      return 0
    }
    var command = try ValidateCommand(reader)
    command.models = try reader["models"].map(ModelFolder.init)
    return command.run(Self.operands(reader))
  }

  private init(_ reader: ArgumentReader) throws(UsageError) {
    guard let format = Format(rawValue: reader["format"] ?? Format.text.rawValue) else {
      let known = Format.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError(message: "--format takes one of \(known), not '\(reader["format"] ?? "")'")
    }
    if Self.operands(reader).isEmpty {
      throw UsageError(message: "no file given; name definitions, directories, or - for standard input")
    }
    if reader.has("fix"), reader.operands.contains("-") {
      throw UsageError(message: "--fix cannot write to standard input")
    }
    let maximum = try reader.integer("max-problems") ?? 100
    guard maximum >= 0 else {
      throw UsageError(message: "--max-problems takes a number from 1 on, or 0 for all, not '\(maximum)'")
    }
    maximumProblems = maximum == 0 ? .max : maximum
    self.format = format
    options = try DefinitionOptions(reader)
    fixes = reader.has("fix")
    warningsAreErrors = reader.has("warnings-as-errors")
  }

  private static func operands(_ reader: ArgumentReader) -> [String] {
    reader.operands.isEmpty ? reader["default"].map { [$0] } ?? [] : reader.operands
  }

  private mutating func run(_ operands: [String]) -> Int32 {
    for operand in operands {
      do throws(FileProblem) {
        for file in try Self.files(operand) { check(file) }
      } catch {
        complain(error)
      }
    }
    if format == .sarif { Output.line(sarif.json.description) }
    return status
  }

  private static func files(_ operand: String) throws(FileProblem) -> [String] {
    guard operand != "-", Files.isDirectory(operand) else { return [operand] }
    let files = try Files.files(below: operand, endingIn: ".asl.json")
    let templates = try Files.files(below: operand, endingIn: ".template.json").filter(Documents.hasStateMachines)
    if files.isEmpty, templates.isEmpty {
      throw FileProblem(message: "\(operand): no *.asl.json files in this directory")
    }
    return files + templates
  }

  /// Reports what is wrong with a file; the others are still checked.
  private mutating func complain(_ problem: FileProblem) {
    Output.complain("validate: \(problem.message)")
    status = 2
  }

  private mutating func check(_ file: String) {
    do throws(FileProblem) {
      let (definitions, problems) = try Documents.definitions(file, options)
      for problem in problems { complain(problem) }
      for definition in definitions { try check(definition) }
    } catch {
      complain(error)
    }
  }

  private mutating func check(_ definition: Definition) throws(FileProblem) {
    var definition = definition
    guard String(validating: definition.source.bytes, as: UTF8.self) != nil else {
      throw FileProblem(message: "\(definition.label): the text is not UTF-8")
    }
    try models?.addModels(for: definition.source)
    if fixes { definition.source = try fix(definition) }
    let result = validator(definition.type).validate(definition.source)
    let fails = !result.isValid || (warningsAreErrors && !result.diagnostics.isEmpty)
    if fails, status == 0 { status = 1 }
    report(definition, result)
  }

  /// The service only reads JSON; a file may be a template.
  private func validator(_ type: StateMachineType) -> Validator {
    Validator(
      type: type,
      settings: .init(readsPlaceholders: format != .service, models: models?.library ?? ServiceModelLibrary()))
  }

  private mutating func report(_ definition: Definition, _ result: Validator.Result) {
    let (file, source) = (definition.label, definition.source)
    switch format {
    case .text:
      Output.line(
        Output.problems(result.diagnostics, in: source, upTo: maximumProblems) + Self.summary(file, result))
    case .json: Output.line(MachineOutput.json(file, result).description)
    case .service: Output.line(MachineOutput.service(result).description)
    case .sarif: sarif.add(source.name ?? file, source, result)
    }
  }

  private static func summary(_ file: String, _ result: Validator.Result) -> String {
    let errors = result.diagnostics.count { $0.severity == .error }
    let warnings = result.diagnostics.count - errors
    guard errors + warnings > 0 else { return "\(file): OK" }
    func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
    return "\(file): \(errors > 0 ? "FAIL" : "OK"), \(count(errors, "error")), \(count(warnings, "warning"))"
  }

  // MARK: Fixes

  /// Applies the fixes of a file and writes it, if there are any.
  private func fix(_ definition: Definition) throws(FileProblem) -> SourceText {
    let file = definition.label
    let (fixed, count) = fixed(definition)
    guard count > 0 else { return definition.source }
    guard definition.source.original == nil else {
      throw FileProblem(message: "\(file): --fix only changes definitions in files of their own, without --substitute")
    }
    var written: Result<Void, FileProblem> = .success(())
    fixed.bytes.withUnsafeBufferPointer { bytes in
      do throws(FileProblem) { try Files.write(bytes, to: file) } catch { written = .failure(error) }
    }
    try written.get()
    Output.complain("validate: \(file): \(count) \(count == 1 ? "fix" : "fixes") applied")
    return fixed
  }

  /// Whether a fix may be applied without review: those of errors, and of warnings those that only change a name.
  private static func isSafeToFix(_ problem: Diagnostic) -> Bool {
    switch DiagnosticRule(rawValue: problem.code) {
    case .dollarMissing, .pathSuffixMissing, .handlerNeverActs, .olderMapName: true
    default: problem.severity == .error
    }
  }

  /// The text with the first fix of each problem applied, repeatedly until none is left.
  private func fixed(_ definition: Definition) -> (SourceText, Int) {
    var source = definition.source
    var total = 0
    // Text that is not JSON shows one problem at a time.
    for _ in 0..<100 {
      let problems = validator(definition.type).validate(source).diagnostics
      let fixes = problems.filter { Self.isSafeToFix($0) }.compactMap(\.fixes.first)
      let (bytes, count) = source.applying(fixes)
      if count == 0 { break }
      total += count
      source = SourceText(bytes: bytes, name: source.name)
    }
    return (source, total)
  }
}
