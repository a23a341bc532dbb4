import OrderedJSON

extension Compiler {
  mutating func parallel(_ fields: FieldReader) -> ParallelState? {
    guard let branches = fields[.branches]?.elements, !branches.isEmpty else {
      fail(fields.range, "Branches: \(DiagnosticText.empty)")
      return nil
    }
    var starts: [Int] = []
    for branch in branches {
      guard let view = ObjectView(branch) else {
        fail(branch.range, DiagnosticText.expected("Object"))
        return nil
      }
      guard let start = compileScope(view) else { return nil }
      starts.append(start)
    }
    return ParallelState(branches: starts)
  }
}
