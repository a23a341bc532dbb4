import OrderedJSON

/// A walk over a definition: its position and its findings.
struct Inspection {
  let source: SourceText
  let type: StateMachineType
  let settings: Validator.Settings

  var trail = Trail()
  var texts = ParsedTexts()
  var integrations: KnownIntegrations
  var names = StateNames()
  var scopes: [Scope] = []
  /// Transitions whose target is not in their scope; reported when all names are known.
  var dangling: [(name: String, scope: Int, isStart: Bool, place: Place)] = []
  /// The placeholders in the position of values.
  var placeholders: [JSONSyntax.Placeholder] = []
  /// Texts of payload templates without problems.
  var cleanTemplates = TextTable<Void>()
  /// Labels of Map states and their positions.
  var labels: [(label: String, place: Place)] = []
  /// Variables that are read, with the scope and state.
  var reads: [(name: String, scope: Int, state: Int, place: Place)] = []

  private(set) var problems: [Diagnostic] = []
  private(set) var flowProblems: [Diagnostic] = []
  private(set) var warnings: [Diagnostic] = []

  init(source: SourceText, type: StateMachineType, settings: Validator.Settings) {
    self.source = source
    self.type = type
    self.settings = settings
    integrations = KnownIntegrations(settings.models)
  }

  /// All findings: problems of the text in its order, then problems of the flow, then warnings.
  func findings() -> [Diagnostic] {
    var found = inOrder(problems) + flowProblems
    switch settings.warnings {
    case .never: break
    case .always: found += inOrder(warnings)
    case .whenValid: if found.isEmpty { found = inOrder(warnings) }
    }
    setPositions(of: &found)
    return found
  }

  /// Computes lines and columns in one pass over the positions, not for each diagnostic from the start of its line: a
  /// definition may be one long line.
  private func setPositions(of diagnostics: inout [Diagnostic]) {
    guard !diagnostics.isEmpty else { return }
    if let original = source.original {
      let positions = PositionIndex(original)
      for index in diagnostics.indices {
        diagnostics[index].position = positions.position(of: source.originalRange(of: diagnostics[index].range).start)
      }
      return
    }
    var place = 0
    var position = SourcePosition(line: 1, column: 1)
    for index in diagnostics.indices.sorted(by: { diagnostics[$0].range.start < diagnostics[$1].range.start }) {
      let start = min(diagnostics[index].range.start, source.bytes.count)
      if start - place > 1 << 16 {
        position = source.position(of: start)
        place = start
      }
      while place < start {
        let byte = source.bytes[place]
        if byte == 0x0a {
          position.line += 1
          position.column = 1
        } else if byte & 0xc0 != 0x80 {
          position.column += 1
        }
        place += 1
      }
      diagnostics[index].position = position
    }
  }

  private func inOrder(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    let order = diagnostics.indices.sorted {
      (diagnostics[$0].range.start, $0) < (diagnostics[$1].range.start, $1)
    }
    return order.map { diagnostics[$0] }
  }
}

// MARK: Positions

extension Inspection {
  /// The object, array or value at the position of the walk, with a range to underline.
  func here(_ range: SourceRange) -> Place { Place(location: trail.location(), range: range) }

  /// A member of the object at the position of the walk.
  func at(_ member: JSONSyntax.Member) -> Place {
    Place(location: trail.location(.name(member.key)), range: member.value.range)
  }

  /// Runs a function one step further down.
  mutating func inside(_ step: Trail.Step, _ body: (inout Inspection) -> Void) {
    trail.push(step)
    body(&self)
    trail.pop()
  }
}

// MARK: Reporting

extension Inspection {
  /// Records a problem of the text.
  mutating func report(
    _ rule: DiagnosticRule, _ message: String, at place: Place, awsCode: AWSCode? = nil,
    notes: [Diagnostic.Note] = [], fixes: [Diagnostic.Fix] = []
  ) {
    let found = diagnostic(rule, message, place, awsCode, notes, fixes)
    if found.severity == .warning { warnings.append(found) } else { problems.append(found) }
  }

  /// Records a problem of the flow.
  mutating func reportFlow(
    _ rule: DiagnosticRule, _ message: String, at place: Place, awsCode: AWSCode? = nil,
    notes: [Diagnostic.Note] = [], fixes: [Diagnostic.Fix] = []
  ) {
    flowProblems.append(diagnostic(rule, message, place, awsCode, notes, fixes))
  }

  /// Removes the problems of the flow, to add them again after others.
  mutating func takeFlowProblems() -> [Diagnostic] {
    defer { flowProblems = [] }
    return flowProblems
  }

  /// Adds the removed problems again.
  mutating func appendFlowProblems(_ diagnostics: [Diagnostic]) { flowProblems += diagnostics }

  /// Whether anything that the service would refuse has been found.
  var hasErrors: Bool { !problems.isEmpty || !flowProblems.isEmpty }

  private func diagnostic(
    _ rule: DiagnosticRule, _ message: String, _ place: Place, _ awsCode: AWSCode?, _ notes: [Diagnostic.Note],
    _ fixes: [Diagnostic.Fix]
  ) -> Diagnostic {
    Diagnostic(
      severity: rule.severity, code: rule.rawValue, awsCode: awsCode?.rawValue ?? rule.awsCode, message: message,
      location: place.location, range: place.range, position: SourcePosition(line: 1, column: 1), notes: notes,
      fixes: fixes)
  }
}
