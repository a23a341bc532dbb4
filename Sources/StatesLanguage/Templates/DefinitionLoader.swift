package import OrderedJSON

/// Reads definitions from files: plain ones, and those in templates, whose state machine follows after a `#`.
///
/// It neither opens files nor decides what becomes of problems: both are given.
package struct DefinitionLoader<Failure: Error> {
  /// A definition that has been read.
  package struct Loaded: Sendable {
    /// The file and, for one of a template, the state machine.
    package var label: String
    /// The definition. Positions in it are those of the file that people wrote.
    package var source: SourceText
    /// Standard or express, if a template says so.
    package var type: StateMachineType?
    /// What the user should know, with positions.
    package var warnings: [String]
    /// The names of substitutions that were used.
    var used: Set<String>
  }

  private let exists: (String) -> Bool
  private let read: (String) throws(Failure) -> [UInt8]
  private let failure: (_ path: String, _ reason: String) -> Failure
  private let substitutions: DefinitionSubstitutions

  /// Creates a loader.
  ///
  /// - Parameters:
  ///   - substitutions: values of placeholders, parameters and references.
  ///   - exists: whether there is a file at a path.
  ///   - read: the bytes of a file.
  ///   - failure: the error for a file that is read but has no definition.
  package init(
    substitutions: DefinitionSubstitutions = DefinitionSubstitutions(), exists: @escaping (String) -> Bool,
    read: @escaping (String) throws(Failure) -> [UInt8],
    failure: @escaping (_ path: String, _ reason: String) -> Failure
  ) {
    self.substitutions = substitutions
    self.exists = exists
    self.read = read
    self.failure = failure
  }

  /// The definition that an argument names: `order.asl.json`, `Orders.template.json#Workflow`, or a template with one
  /// state machine.
  package func one(_ argument: String) throws(Failure) -> Loaded {
    let (path, logicalID) = parts(argument)
    let source = try source(path)
    guard logicalID != nil || DefinitionTemplate.isTemplate(source) else { return try plain(source, path) }
    let template = try template(source, path)
    guard let chosen = logicalID ?? template.logicalIDs.first else {
      throw failure(path, "the template has no state machine")
    }
    if logicalID == nil, template.logicalIDs.count > 1 {
      throw failure(
        path,
        "the template has \(template.logicalIDs.count) state machines; name one after a '#', as in "
          + "\(path)#\(chosen): \(DefinitionTemplate.list(template.logicalIDs))")
    }
    return finished([try machine(chosen, of: template, path)])[0]
  }

  /// All definitions that an argument names: of a template without `#` every state machine.
  ///
  /// - Returns: the definitions, and why others cannot be read.
  package func all(_ argument: String) throws(Failure) -> (definitions: [Loaded], problems: [Failure]) {
    let (path, logicalID) = parts(argument)
    let source = try source(path)
    guard logicalID != nil || DefinitionTemplate.isTemplate(source) else { return ([try plain(source, path)], []) }
    let template = try template(source, path)
    var definitions: [Loaded] = []
    var problems: [Failure] = []
    for chosen in logicalID.map({ [$0] }) ?? template.logicalIDs {
      do throws(Failure) {
        definitions.append(try machine(chosen, of: template, path))
      } catch {
        problems.append(error)
      }
    }
    if definitions.isEmpty, problems.isEmpty { throw failure(path, "the template has no state machine") }
    return (finished(definitions), problems)
  }

  /// The path and the state machine that an argument names.
  private func parts(_ argument: String) -> (path: String, logicalID: String?) {
    guard !exists(argument), let mark = argument.utf8.lastIndex(of: UInt8(ascii: "#")) else { return (argument, nil) }
    let path = String(argument[..<mark])
    let logicalID = String(argument[argument.utf8.index(after: mark)...])
    return path.isEmpty || logicalID.isEmpty ? (argument, nil) : (path, logicalID)
  }

  // MARK: Files

  private func source(_ path: String) throws(Failure) -> SourceText {
    let bytes = try read(path)
    if bytes.count > 1, JSONMistake.isUTF16(bytes[0], bytes[1]) { throw failure(path, JSONMistake.utf16.advice) }
    let source = SourceText(bytes: bytes, name: path)
    if isYAML(source, path) { throw failure(path, YAMLText.advice) }
    return source
  }

  /// Whether a source looks like YAML, or is named like YAML and is not JSON.
  private func isYAML(_ source: SourceText, _ path: String) -> Bool {
    if YAMLText.isLikely(source) { return true }
    guard path.hasSuffix(".yaml") || path.hasSuffix(".yml") else { return false }
    var parser = JSONSyntaxParser()
    parser.readsPlaceholders = true
    do {
      _ = try parser.parse(source)
      return false
    } catch {
      return true
    }
  }

  // MARK: Definitions

  private func plain(_ source: SourceText, _ path: String) throws(Failure) -> Loaded {
    guard !substitutions.values.isEmpty else {
      return Loaded(label: path, source: source, type: nil, warnings: [], used: [])
    }
    do throws(TemplateProblem) {
      let filled = try substitutions.filled(source)
      return finished([
        Loaded(
          label: path, source: filled.text, type: nil, warnings: warnings(filled, path), used: filled.used)
      ])[0]
    } catch {
      throw failure(path, error.description)
    }
  }

  private func template(_ source: SourceText, _ path: String) throws(Failure) -> DefinitionTemplate {
    do throws(TemplateProblem) {
      return try DefinitionTemplate(parsing: source, substitutions: substitutions)
    } catch {
      throw failure(path, error.description)
    }
  }

  private func machine(
    _ logicalID: String, of template: DefinitionTemplate, _ path: String
  ) throws(Failure) -> Loaded {
    let machine: DefinitionTemplate.Machine
    do throws(TemplateProblem) {
      machine = try template.machine(logicalID)
    } catch {
      throw failure(path, error.description)
    }
    var loaded = Loaded(
      label: "\(path)#\(logicalID)", source: template.source, type: machine.type,
      warnings: machine.notes.map { "\(path):\($0)" }, used: machine.used)
    switch machine.definition {
    case .text(let text): loaded.source = text
    case .file(let file):
      let file = beside(path, file)
      let text = try source(file)
      do throws(TemplateProblem) {
        let filled = try machine.filled(text)
        loaded.source = filled.text
        loaded.warnings += warnings(filled, file)
        loaded.used.formUnion(filled.used)
      } catch {
        throw failure(file, error.description)
      }
    }
    return loaded
  }

  private func beside(_ template: String, _ file: String) -> String {
    guard !file.utf8.starts(with: "/".utf8), let slash = template.utf8.lastIndex(of: UInt8(ascii: "/")) else {
      return file
    }
    return String(template[...slash]) + file
  }

  // MARK: Warnings

  private func warnings(_ filled: FilledDefinition, _ path: String) -> [String] {
    filled.remaining.map { "\(path):\($0.position): the placeholder ${\($0.name)} has no value" }
  }

  /// Warns of given values that nothing asked for.
  private func finished(_ definitions: [Loaded]) -> [Loaded] {
    var definitions = definitions
    let used = definitions.reduce(into: Set<String>()) { $0.formUnion($1.used) }
    guard !definitions.isEmpty else { return definitions }
    for name in substitutions.values.keys.sorted() where !used.contains(name) && !name.utf8.starts(with: "AWS::".utf8) {
      definitions[0].warnings.append("\(definitions[0].label): nothing here is called '\(name)'")
    }
    return definitions
  }
}
