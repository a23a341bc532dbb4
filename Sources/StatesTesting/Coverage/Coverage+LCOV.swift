extension Coverage {
  /// The coverage in the form of LCOV's trace files.
  ///
  /// The line of a state's name counts its entries (`DA`), branches and processors are functions (`FN`), and rules,
  /// retriers (retried, exhausted), catchers, Maps without items and the arms of conditionals are branches (`BRDA`) of
  /// their state's line. States on the same line add up: ``json`` does not have that limit.
  ///
  /// - Parameter folder: the folder that names of files are to be relative to, such as the repository's; names of other
  ///   files stay as they are.
  /// - SeeAlso: geninfo(1), "Tracefile format".
  public func lcov(relativeTo folder: String? = nil) -> String {
    var text = ""
    for definition in definitions {
      let lines = CoverageLines(definition)
      text += "TN:\nSF:\(definition.name.relative(to: folder).onOneLine)\n"
      for process in lines.processes { text += "FN:\(process.line),\(process.name.onOneLine)\n" }
      for process in lines.processes { text += "FNDA:\(process.hits),\(process.name.onOneLine)\n" }
      text += "FNF:\(lines.processes.count)\nFNH:\(lines.processes.count { $0.hits > 0 })\n"
      for line in lines.lines {
        for block in line.blocks {
          for (index, count) in block.counts.enumerated() {
            text += "BRDA:\(line.number),\(block.number),\(index),\(line.hits == 0 ? "-" : String(count))\n"
          }
        }
      }
      let branches = lines.lines.flatMap(\.branches)
      text += "BRF:\(branches.count)\nBRH:\(branches.count { $0 > 0 })\n"
      for line in lines.lines { text += "DA:\(line.number),\(line.hits)\n" }
      text += "LF:\(lines.lines.count)\nLH:\(lines.lines.count { $0.hits > 0 })\nend_of_record\n"
    }
    return text
  }
}

extension String {
  /// The path of a file, as seen from a folder that contains it.
  func relative(to folder: String?) -> String {
    let path = withoutDots
    guard var folder, !folder.isEmpty else { return path }
    if !folder.hasSuffix("/") { folder += "/" }
    return path.utf8.starts(with: folder.utf8) ? String(path.dropFirst(folder.count)) : path
  }

  /// The path without `.` and `x/..`.
  private var withoutDots: String {
    var parts: [Substring] = []
    for part in split(separator: "/", omittingEmptySubsequences: false) {
      switch part {
      case ".": break
      case "..":
        if let last = parts.last, last != "..", !last.isEmpty { parts.removeLast() } else { parts.append(part) }
      default: parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }

  /// With spaces in place of line breaks, which would end a line of a report.
  fileprivate var onOneLine: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
  }
}
