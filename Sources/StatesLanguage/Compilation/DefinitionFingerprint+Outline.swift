package import OrderedJSON

extension DefinitionFingerprint {
  /// The parts as JSON: the machine's fields, and those of each state by its name, each with its digest.
  package var outline: (machine: JSON.Object, states: JSON.Object) {
    var machine = JSON.Object()
    var states = JSON.Object()
    for part in parts {
      var fields = JSON.Object(minimumCapacity: part.fields.count)
      for field in part.fields { fields[field.name] = .string(field.digest) }
      if part.name.isEmpty { machine = fields } else { states[part.name] = .object(fields) }
    }
    return (machine, states)
  }

  /// The fingerprint of which ``outline`` was given.
  package init(digest: String, machine: JSON.Object, states: JSON.Object) {
    var parts = [Self.part("", machine)]
    for state in states.members { parts.append(Self.part(state.key, state.value.objectValue ?? [:])) }
    self.init(digest: digest, parts: parts)
  }

  private static func part(_ name: String, _ fields: JSON.Object) -> Part {
    Part(name: name, fields: fields.members.map { Field(name: $0.key, digest: $0.value.stringValue ?? "") })
  }
}
