import OrderedJSON
import StatesGraph
import StatesLanguage

/// `asl graph`: draws a definition.
enum GraphCommand {
  static let usage = """
    Usage: asl graph DEFINITION [OPTION]...

    Draws a state machine, and what an execution of it has done. '-' is standard input.
    \(DefinitionOptions.templateUsage)

      --format FORMAT        svg (default), mermaid (for Markdown), or dot (for Graphviz)
      --history FILE         show the execution with this history, as 'asl run --history' or
                             'aws stepfunctions get-execution-history' write it: which states it reached, how they
                             ended, how often, and which ways it took
      --output FILE          write the picture to a file (default: standard output)
      --theme THEME          the colors of SVG: automatic (default: light or dark, as the viewer is set), light, dark
    \(DefinitionOptions.usage)

    Exit status: 0 drawn, 1 the definition is invalid, 2 incorrect usage or a file that cannot be read or written.
    """

  /// The forms of a picture.
  enum Format: String, CaseIterable {
    case svg, mermaid, dot
  }

  static func run(_ arguments: [String]) throws -> Int32 {
    let reader = try ArgumentReader(
      arguments, options: DefinitionOptions.names.union(["format", "history", "output", "theme"]))
    if reader.has("help") {
      Output.line(usage)
      return 0
    }
    let path = try Documents.onlyOperand(reader)
    let format: Format = try choose("format", reader, default: .svg)
    let theme: GraphLayout.SVGSettings.Theme = try choose("theme", reader, default: .automatic)
    if theme != .automatic, format != .svg { throw UsageError(message: "--theme is for --format svg") }
    if path == "-", reader["history"] == "-" {
      throw UsageError(message: "the definition and the history cannot both be standard input")
    }
    let definition = try Documents.definition(path, reader)
    guard let machine = Documents.machine(definition, for: .graph) else { return 1 }
    let overlay = try reader["history"].map { try self.overlay($0, machine) }
    try write(picture(of: machine, overlay, format, theme), to: reader["output"] ?? "-")
    return 0
  }

  /// The value of an option that takes one of few words.
  private static func choose<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: String, _ reader: ArgumentReader, default: Choice
  ) throws(UsageError) -> Choice {
    guard let word = reader[option] else { return `default` }
    if let choice = Choice(rawValue: word) { return choice }
    let known = Choice.allCases.map(\.rawValue)
    let near = Suggestions.nearest(to: word, among: known)
    throw UsageError(
      message: "--\(option) takes one of \(known.joined(separator: ", ")), not '\(word)'"
        + (near.map { "; did you mean '\($0)'?" } ?? ""))
  }

  private static func overlay(_ path: String, _ machine: StateMachine) throws(FileProblem) -> GraphOverlay {
    let history = try Documents.json(path, option: "--history").value
    do throws(GraphOverlay.HistoryProblem) {
      return try GraphOverlay(history: history, of: machine)
    } catch {
      throw FileProblem(message: "\(Files.exists(path) ? path : "--history"): \(error)")
    }
  }

  private static func picture(
    of machine: StateMachine, _ overlay: GraphOverlay?, _ format: Format, _ theme: GraphLayout.SVGSettings.Theme
  ) -> String {
    let graph = StateGraph(machine)
    switch format {
    case .svg:
      var settings = GraphLayout.SVGSettings()
      settings.theme = theme
      return graph.svg(overlay, settings: settings)
    case .mermaid: return graph.mermaid(overlay)
    case .dot: return graph.dot(overlay)
    }
  }

  private static func write(_ text: String, to path: String) throws(FileProblem) {
    let bytes = Array(text.utf8)
    try Files.write(to: path) { write throws(FileProblem) in try bytes.withUnsafeBufferPointer(write) }
  }
}
