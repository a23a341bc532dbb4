import LanguageSupport
public import StatesEngine

extension Coverage {
  /// The coverage as a Cobertura report, which GitHub, GitLab and CodeBuild read.
  ///
  /// Each definition is a class; the lines of its states' names count their entries, and have the branches that
  /// ``lcov(relativeTo:)`` has.
  ///
  /// - Parameters:
  ///   - folder: the folder that names of files are to be relative to, such as the repository's; names of other files
  ///     stay as they are.
  ///   - time: when the tests ran.
  /// - SeeAlso: Cobertura, `coverage-04.dtd`.
  public func cobertura(relativeTo folder: String? = nil, at time: Timestamp = Timestamp(milliseconds: 0)) -> String {
    let classes = definitions.map { ($0, CoverageLines($0)) }
    let all = Rates(classes.flatMap(\.1.lines))
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
      <coverage \(all.attributes) lines-covered="\(all.linesHit)" lines-valid="\(all.lines)" \
      branches-covered="\(all.branchesHit)" branches-valid="\(all.branches)" complexity="0" version="1" \
      timestamp="\(time.milliseconds)">
        <sources><source>\((folder ?? ".").escapedForXML)</source></sources>
        <packages>
          <package name="state machines" \(all.attributes) complexity="0">
            <classes>

      """
    for (definition, lines) in classes {
      let name = definition.name.relative(to: folder).escapedForXML
      text +=
        "        <class name=\"\(name)\" filename=\"\(name)\" \(Rates(lines.lines).attributes) complexity=\"0\">\n"
      text += "          <methods/>\n          <lines>\n"
      for line in lines.lines { text += "            \(Self.line(line))\n" }
      text += "          </lines>\n        </class>\n"
    }
    return text + "      </classes>\n    </package>\n  </packages>\n</coverage>\n"
  }

  private static func line(_ line: CoverageLines.Line) -> String {
    let start = "<line number=\"\(line.number)\" hits=\"\(line.hits)\""
    let branches = line.branches
    guard !branches.isEmpty else { return start + " branch=\"false\"/>" }
    let hit = branches.count { $0 > 0 }
    let percent = hit * 100 / branches.count
    return start + " branch=\"true\" condition-coverage=\"\(percent)% (\(hit)/\(branches.count))\"/>"
  }

  /// The rates of lines and branches.
  private struct Rates {
    let lines: Int
    let linesHit: Int
    let branches: Int
    let branchesHit: Int

    init(_ lines: [CoverageLines.Line]) {
      self.lines = lines.count
      linesHit = lines.count { $0.hits > 0 }
      let counts = lines.flatMap(\.branches)
      branches = counts.count
      branchesHit = counts.count { $0 > 0 }
    }

    var attributes: String {
      "line-rate=\"\(Self.rate(linesHit, lines))\" branch-rate=\"\(Self.rate(branchesHit, branches))\""
    }

    /// With four digits, rounded down.
    private static func rate(_ part: Int, _ whole: Int) -> String {
      guard whole > 0, part < whole else { return "1.0" }
      let digits = String(10_000 + part * 10_000 / whole)
      return "0." + digits.dropFirst()
    }
  }
}
