import OrderedJSON
import StatesLanguage

/// A definition that a command works on.
struct Definition {
  /// What messages call it: the file, and the state machine of a template.
  var label: String
  /// The definition.
  var source: SourceText
  /// Standard or express: as `--type` says, or the template, or else standard.
  var type: StateMachineType
}

/// What command lines say of definitions besides their names; every command that takes a definition has these options.
struct DefinitionOptions {
  /// The names of the options.
  static let names: Set<String> = ["substitute", "type"]

  /// The options' part of `--help`.
  static let usage = """
      --type TYPE            STANDARD or EXPRESS (default: as a template says, or else STANDARD)
      --substitute NAME=VALUE
                             fill in ${NAME} in the definition; in a template also a parameter, a reference such as
                             OrdersTable or ChargeFunction.Arn, and AWS::Region and its kin. May be repeated
    """

  /// The operands' part of `--help`.
  static let templateUsage = """
    A definition may also be in a CloudFormation or SAM template in JSON, such as the CDK synthesizes: FILE#LOGICALID,
    or FILE if it has one state machine. References become plausible ARNs.
    """

  /// Standard or express, if that is given.
  let type: StateMachineType?
  fileprivate let loader: DefinitionLoader<FileProblem>

  init(_ reader: ArgumentReader) throws(UsageError) {
    type = try reader["type"].map { text throws(UsageError) in
      guard let type = StateMachineType(rawValue: text.uppercased()) else {
        throw UsageError(message: "--type takes STANDARD or EXPRESS, not '\(text)'")
      }
      return type
    }
    var values: [String: String] = [:]
    for text in reader.all("substitute") {
      guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")), equals > text.startIndex else {
        throw UsageError(message: "--substitute takes NAME=VALUE, not '\(text)'")
      }
      values[String(text[..<equals])] = String(text[text.utf8.index(after: equals)...])
    }
    loader = DefinitionLoader(
      substitutions: DefinitionSubstitutions(values), exists: { $0 == "-" || Files.exists($0) },
      read: { path throws(FileProblem) in try Files.read(path) },
      failure: { FileProblem(message: "\($0):\($1.first?.isNumber == true ? "" : " ")\($1)") })
  }
}

/// The inputs of commands: definitions from files, and JSON documents from files or the command line itself.
enum Documents {
  // MARK: Definitions

  /// Reads the definition that an operand names: a file, `-` for standard input, or a state machine of a template,
  /// `template.json#LogicalId`. What the user should know of it is said on standard error.
  ///
  /// - Parameter reader: the command line, whose options ``DefinitionOptions`` has read.
  /// - Throws: `FileProblem` if the file cannot be read, is YAML or UTF-16 rather than JSON, or does not have one
  ///   definition; `UsageError` for invalid options.
  static func definition(_ path: String, _ reader: ArgumentReader) throws -> Definition {
    let options = try DefinitionOptions(reader)
    return definition(try options.loader.one(path), options)
  }

  /// The same for all state machines of a template.
  ///
  /// - Returns: the definitions, and why others cannot be read.
  static func definitions(
    _ path: String, _ options: DefinitionOptions
  ) throws(FileProblem) -> (definitions: [Definition], problems: [FileProblem]) {
    let (loaded, problems) = try options.loader.all(path)
    return (loaded.map { definition($0, options) }, problems)
  }

  /// The only operand of a command that works on one definition.
  ///
  /// - Parameter advice: what else to say if there are several.
  static func onlyOperand(_ reader: ArgumentReader, advice: String = "") throws(UsageError) -> String {
    guard let path = reader.operands.first else {
      throw UsageError(message: "no definition given; name its file, or - for standard input")
    }
    guard reader.operands.count == 1 else {
      throw UsageError(message: "one definition at a time, not \(reader.operands.count)\(advice)")
    }
    return path
  }

  /// Compiles a definition; if it is invalid, shows its problems on standard error and returns `nil`.
  ///
  /// - Parameters:
  ///   - definition: the definition.
  ///   - command: the command that needs it.
  ///   - settings: how it is validated.
  static func machine(
    _ definition: Definition, for command: Command, settings: Validator.Settings = .init()
  ) -> StateMachine? {
    do throws(InvalidDefinition) {
      return try StateMachine(parsing: definition.source, type: definition.type, settings: settings)
    } catch {
      Output.complain(of: error.diagnostics.filter { $0.severity == .error }, in: definition.source)
      let hint = hasPlaceholders(definition.source) ? "; --substitute NAME=VALUE fills in ${NAME}" : ""
      Output.complain("\(command.rawValue): the definition is invalid\(hint)")
      return nil
    }
  }

  private static func definition(_ loaded: Loader.Loaded, _ options: DefinitionOptions) -> Definition {
    for warning in loaded.warnings { Output.complain("warning: \(warning)") }
    return Definition(label: loaded.label, source: loaded.source, type: options.type ?? loaded.type ?? .standard)
  }

  /// Whether a definition has placeholders in the position of values, without which it does not run.
  static func hasPlaceholders(_ source: SourceText) -> Bool {
    var parser = JSONSyntaxParser()
    parser.readsPlaceholders = true
    return (try? parser.parseTemplate(source))?.placeholders.isEmpty == false
  }

  /// Whether a file is a template with state machines.
  static func hasStateMachines(_ path: String) -> Bool {
    guard let bytes = try? Files.read(path) else { return true }
    let source = SourceText(bytes: bytes)
    guard DefinitionTemplate.isTemplate(source), let template = try? DefinitionTemplate(parsing: source) else {
      return false
    }
    return !template.logicalIDs.isEmpty
  }

  fileprivate typealias Loader = DefinitionLoader<FileProblem>

  // MARK: Other documents

  /// The document that an option names: a file, `-` for standard input, or literal JSON on the command line.
  ///
  /// - Parameters:
  ///   - argument: the option's value.
  ///   - option: the option, for messages.
  static func json(_ argument: String, option: String) throws(FileProblem) -> (value: JSON, text: String) {
    let isLiteral = isJSON(argument) && !Files.exists(argument)
    let bytes = isLiteral ? Array(argument.utf8) : try Files.read(argument)
    do {
      return (try JSON(parsing: bytes), String(decoding: bytes, as: UTF8.self))
    } catch {
      throw FileProblem(message: "\(isLiteral ? option : argument):\(error)")
    }
  }

  /// Whether the value of an option is meant as JSON: it starts like an object, array, string or number, or is one of
  /// the three literals.
  private static func isJSON(_ argument: String) -> Bool {
    let text = argument.utf8.drop { $0 == 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }
    guard let first = text.first else { return false }
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "0")...UInt8(ascii: "9"): return true
    case UInt8(ascii: "-"): return argument != "-"
    default: return argument == "true" || argument == "false" || argument == "null"
    }
  }
}
