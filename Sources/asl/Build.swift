import OrderedJSON
import StatesBuilder
import StatesLanguage

/// `asl build`: writes a definition as Swift source that builds it.
enum BuildCommand {
  static let usage = """
    Usage: asl build --swift [OPTION]... FILE|-

    Writes an Amazon States Language definition as Swift source for the module StatesBuilder: an enumeration whose
    member 'workflow' is the machine. - means standard input.

      --swift                the language to write; there is no other
      --output FILE          write to FILE instead of standard output
      --name NAME            the name of the enumeration (default: that of the file or, in a template, of the machine)
    \(DefinitionOptions.usage)

    Exit status: 0 success, 1 the definition is not valid, 2 incorrect usage or a file that cannot be read or written.
    """

  static func run(_ arguments: [String]) throws -> Int32 {
    let reader = try ArgumentReader(
      arguments, options: DefinitionOptions.names.union(["name", "output"]), switches: ["swift"])
    if reader.has("help") {
      Output.line(usage)
      return 0
    }
    guard reader.has("swift") else { throw UsageError(message: "no language given; say --swift") }
    guard let file = reader.operands.first, reader.operands.count == 1 else {
      throw UsageError(message: "name one definition, or - for standard input")
    }
    let definition = try Documents.definition(file, reader)
    let workflow: Workflow
    do throws(InvalidDefinition) {
      workflow = try Workflow(parsing: definition.source, type: definition.type)
    } catch {
      Output.complain(of: error.diagnostics, in: definition.source)
      let hint = Documents.hasPlaceholders(definition.source) ? "; --substitute NAME=VALUE fills in ${NAME}" : ""
      Output.complain("build: the definition is invalid\(hint)")
      return 1
    }
    let text = workflow.swiftSource(name: reader["name"] ?? name(of: definition.label))
    try Files.write(text, to: reader["output"] ?? "-")
    return 0
  }

  /// The name of a file without folders and extensions, or that of the state machine in a template.
  private static func name(of file: String) -> String {
    if let mark = file.utf8.lastIndex(of: UInt8(ascii: "#")) { return String(file[file.utf8.index(after: mark)...]) }
    let last = file.split(separator: "/").last ?? ""
    return last == "-" ? "" : String(last.prefix { $0 != "." })
  }
}
