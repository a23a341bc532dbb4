import OrderedJSON
import StatesTesting

/// A template, or a definition with placeholders; and perhaps an object with the values of names.
func fuzzCloudFormation(_ bytes: [UInt8]) throws(BrokenPromise) {
  var parts = Parts(bytes)
  guard let text = parts.next() else { return }
  let source = SourceText(bytes: text, name: "t.json")
  var given: [String: String] = [:]
  if let object = parts.last().flatMap({ try? JSON(parsing: $0) })?.objectValue {
    for member in object.members { given[member.key] = member.value.stringValue ?? "\(member.value)" }
  }
  for values in given.isEmpty ? [[:]] : [[:], given] {
    let substitutions = DefinitionSubstitutions(values)
    if DefinitionTemplate.isTemplate(source) {
      let first = try definitions(source, substitutions)
      try promise(first == (try definitions(source, substitutions)), "the same template gives other definitions")
    } else {
      if let filled = try checked({ () throws(TemplateProblem) in try substitutions.filling(source) }) {
        try validate(filled, .standard)
      }
      _ = try checked { () throws(TemplateProblem) in try DefinitionTemplate(parsing: source) }
    }
  }
}

/// The texts of the first definitions of a template.
private func definitions(
  _ source: SourceText, _ substitutions: DefinitionSubstitutions
) throws(BrokenPromise) -> [[UInt8]] {
  let template = try checked { () throws(TemplateProblem) in
    try DefinitionTemplate(parsing: source, substitutions: substitutions)
  }
  guard let template else { return [] }
  var texts: [[UInt8]] = []
  for name in template.logicalIDs.prefix(3) + ["Flw"] {
    let machine = try checked { () throws(TemplateProblem) in try template.machine(name) }
    guard let machine else { continue }
    try promise(machine.notes.count <= 200, "\(machine.notes.count) notes")
    for note in machine.notes { try promise(!note.message.isEmpty, "a note that says nothing") }
    let definition: SourceText?
    switch machine.definition {
    case .text(let text): definition = text
    case .file(let path):
      try promise(!path.isEmpty || source.bytes.count > 0, "a file without a name")
      definition = try checked { () throws(TemplateProblem) in try machine.definition(inFile: definitionInFile) }
    }
    guard let definition else { continue }
    try validate(definition, machine.type)
    texts.append(definition.bytes)
  }
  return texts
}

/// What comes of reading, if it does not fail; a problem says something.
private func checked<Value>(_ read: () throws(TemplateProblem) -> Value) throws(BrokenPromise) -> Value? {
  do throws(TemplateProblem) {
    return try read()
  } catch {
    try promise(!error.message.isEmpty, "a problem that says nothing")
    try promise(error.message.utf8.count < 1 << 16, "a message of \(error.message.utf8.count) bytes")
    try promise(error.position.map { $0.line >= 1 && $0.column >= 1 } ?? true, "\(error): no such position")
    return nil
  }
}

private func validate(_ definition: SourceText, _ type: StateMachineType) throws(BrokenPromise) {
  try promise(definition.bytes.count <= 80 << 20, "a definition of \(definition.bytes.count) bytes")
  guard definition.bytes.count <= 1 << 18 else { return }
  for diagnostic in Validator(type: type).validate(definition).diagnostics {
    try promise(!diagnostic.message.isEmpty, "\(diagnostic.code) says nothing")
    try promise(
      diagnostic.range.start >= 0 && diagnostic.range.start <= diagnostic.range.end, "\(diagnostic): no such range")
  }
  _ = try? StateMachine(parsing: definition, type: type)
}

private let definitionInFile = SourceText(
  """
  {"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":${Seconds},"Next":"B"},
    "B":{"Type":"Task","Resource":"${Function}","End":true}}}
  """, name: "quick.asl.json")
