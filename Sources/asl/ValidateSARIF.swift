import LanguageSupport
import OrderedJSON
import StatesLanguage

/// The problems of all files as a log in SARIF 2.1.0, for code scanning and editors.
struct SARIFLog {
  private var results: [JSON] = []

  /// Adds the problems of a file.
  mutating func add(_ file: String, _ source: SourceText, _ result: Validator.Result) {
    let artifact: JSON = ["uri": .string(Self.uri(file))]
    let positions = PositionIndex(source.original ?? source)
    for problem in result.diagnostics { results.append(Self.result(problem, artifact, source, positions)) }
  }

  private static func result(
    _ problem: Diagnostic, _ artifact: JSON, _ source: SourceText, _ positions: PositionIndex
  ) -> JSON {
    func region(_ range: SourceRange) -> JSON { Self.region(source.originalRange(of: range), positions) }
    func place(_ range: SourceRange) -> JSON.Object {
      ["physicalLocation": ["artifactLocation": artifact, "region": region(range)]]
    }
    var location = place(problem.range)
    location["logicalLocations"] = [["fullyQualifiedName": .string(problem.location ?? "/")]]
    var result: JSON.Object = [
      "ruleId": .string(problem.code), "level": problem.severity == .error ? "error" : "warning",
      "message": ["text": .string(problem.message)], "locations": [.object(location)],
    ]
    if !problem.notes.isEmpty {
      result["relatedLocations"] = .array(
        problem.notes.map { note in
          var related = place(note.range)
          related["message"] = ["text": .string(note.message)]
          return .object(related)
        })
    }
    // A fix is written for the definition; how it would read in a template depends on where the template has it.
    if !problem.fixes.isEmpty, source.original == nil {
      result["fixes"] = .array(
        problem.fixes.map { fix in
          let replacement: JSON = [
            "deletedRegion": region(fix.range), "insertedContent": ["text": .string(fix.replacement)],
          ]
          return [
            "description": ["text": .string(fix.summary)],
            "artifactChanges": [["artifactLocation": artifact, "replacements": [replacement]]],
          ]
        })
    }
    return .object(result)
  }

  /// A region by lines and columns; an empty one inserts before its start.
  private static func region(_ range: SourceRange, _ positions: PositionIndex) -> JSON {
    let (start, end) = (positions.position(of: range.start), positions.position(of: range.end))
    return [
      "startLine": .integer(start.line), "startColumn": .integer(start.column), "endLine": .integer(end.line),
      "endColumn": .integer(end.column),
    ]
  }

  /// A path as a URI reference (RFC 3986).
  private static func uri(_ path: String) -> String {
    let text = PercentEncoding(keeping: PercentEncoding.alphanumeric + "-._~/").encode(path)
    return text.hasPrefix("/") ? "file://" + text : text
  }

  /// The whole log.
  var json: JSON {
    let rules = DiagnosticRule.allCases.map { rule -> JSON in
      [
        "id": .string(rule.rawValue), "shortDescription": ["text": .string(rule.summary)],
        "defaultConfiguration": ["level": rule.severity == .error ? "error" : "warning"],
      ]
    }
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
      "runs": [
        [
          "tool": ["driver": ["name": "asl-validate", "rules": .array(rules)]], "columnKind": "unicodeCodePoints",
          "results": .array(results),
        ]
      ],
    ]
  }
}
