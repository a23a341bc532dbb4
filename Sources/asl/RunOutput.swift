import OrderedJSON
import StatesEngine
import StatesRuntime
import StatesTesting

/// What `asl run` writes: for people what the execution did and its output, for programs its description.
struct RunOutput {
  private enum Format: String {
    case text, json
  }

  private let format: Format
  private let showsTrace: Bool
  private let historyFile: String?

  init(_ reader: ArgumentReader) throws(UsageError) {
    historyFile = reader["history"]
    if let text = reader["format"] {
      guard let format = Format(rawValue: text) else {
        throw UsageError(message: "--format takes text or json, not '\(text)'")
      }
      self.format = format
    } else {
      // With a history on standard output, that is read by a program.
      format = Output.isTerminal(1) && historyFile != "-" ? .text : .json
    }
    showsTrace = format == .text || reader.has("trace")
  }

  /// Writes the history and the result of an execution.
  ///
  /// - Returns: the exit status.
  func report(_ result: ExecutionResult) throws -> Int32 {
    if let historyFile {
      try Files.write(to: historyFile) { write throws(FileProblem) in
        try result.history.writeHistory(inPieces: write)
        let end: [UInt8] = [0x0a]
        try end.withUnsafeBufferPointer(write)
      }
    }
    if showsTrace { Output.trace(ExecutionTrace(result.history), on: format == .text ? 1 : 2) }
    switch format {
    case .text: return report(result.status, result.output, result.error, result.cause)
    case .json: return report(result.status, result.json)
    }
  }

  /// The same for an execution of which only the description and the history are known.
  func report(_ description: ExecutionDescription, _ history: [JSON]) throws -> Int32 {
    if let historyFile {
      try Files.write(to: historyFile) { write throws(FileProblem) in
        let bytes = JSONPrinter.pretty.bytes(["events": .array(history)]) + [0x0a]
        try bytes.withUnsafeBufferPointer(write)
      }
    }
    return report(description.status, description.json)
  }

  private func report(_ status: ExecutionResult.Status, _ json: JSON) -> Int32 {
    Output.line(JSONPrinter.pretty.string(json))
    return exitStatus(status)
  }

  /// The output, or the error in full: the trace has abbreviated it.
  private func report(
    _ status: ExecutionResult.Status, _ output: JSON?, _ error: String?, _ cause: String?
  ) -> Int32 {
    Output.line("")
    if let output, !Output.value(output, .pretty) { Output.complain("run: the output is longer than 256 MiB") }
    if let error { Output.line(Output.plain(error)) }
    if let cause { Output.line(Output.plain(cause)) }
    return exitStatus(status)
  }

  private func exitStatus(_ status: ExecutionResult.Status) -> Int32 {
    if status == .running { Output.complain("run: the execution waits for something that will never come") }
    return status == .succeeded ? 0 : 1
  }
}
