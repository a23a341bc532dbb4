import OrderedJSON
public import StatesEngine

/// The forms in which coverage is written.
public enum CoverageFormat: String, Sendable, Hashable, CaseIterable {
  /// All counts: ``Coverage/json``.
  case json
  /// A trace file of LCOV: ``Coverage/lcov(relativeTo:)``.
  case lcov
  /// A Cobertura report: ``Coverage/cobertura(relativeTo:at:)``.
  case cobertura
  /// A table for people: ``Coverage/text()``.
  case text

  /// The form for a file: `.json`, `.info` and `.lcov` (LCOV), `.xml` (Cobertura), text for others.
  public init(fileName: String) {
    self =
      switch fileName.utf8.split(separator: UInt8(ascii: ".")).last.map(String.init) {
      case "json": .json
      case "info", "lcov": .lcov
      case "xml": .cobertura
      default: .text
      }
  }
}

extension Coverage {
  /// The coverage as the content of a file.
  ///
  /// - Parameters:
  ///   - format: the form.
  ///   - folder: the folder that names of files are to be relative to, in LCOV and Cobertura.
  ///   - time: when the tests ran, for Cobertura.
  public func report(
    _ format: CoverageFormat, relativeTo folder: String? = nil, at time: Timestamp = Timestamp(milliseconds: 0)
  ) -> String {
    switch format {
    case .json: JSONPrinter.pretty.string(json) + "\n"
    case .lcov: lcov(relativeTo: folder)
    case .cobertura: cobertura(relativeTo: folder, at: time)
    case .text: text() + "\n"
    }
  }
}
