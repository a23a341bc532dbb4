import OrderedJSON

extension Compiler {
  mutating func parallel(_ fields: Fields) -> ParallelState? {
    guard let branches = fields["Branches"]?.elements, !branches.isEmpty else {
      fail(fields.node, "Branches: Value cannot be empty")
      return nil
    }
    var starts: [Int] = []
    for branch in branches {
      guard let start = compileScope(branch) else { return nil }
      starts.append(start)
    }
    return ParallelState(branches: starts)
  }
}
