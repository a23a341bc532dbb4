public import OrderedJSON

/// The state machines in a CloudFormation or SAM template, such as the AWS CDK synthesizes.
///
/// ```swift
/// let template = try DefinitionTemplate(parsing: SourceText(text, name: "Orders.template.json"))
/// let machine = try template.machine("OrderWorkflow")
/// if case .text(let definition) = machine.definition {
///   let compiled = try StateMachine(parsing: definition, type: machine.type)
/// }
/// ```
///
/// References to resources, parameters and other stacks become plausible values: an ARN that is made of the resource's
/// type and logical id, in account 123456789012 and region us-east-1. Another value is given by the name
/// that `Fn::Sub` uses: `AWS::Region`, `OrdersTable`, `ChargeFunction.Arn`. Positions of problems in a definition are
/// positions in the template.
///
/// - SeeAlso: AWS CloudFormation, `AWS::StepFunctions::StateMachine`; AWS SAM, `AWS::Serverless::StateMachine`;
///   CloudFormation, "Intrinsic function reference" and "Pseudo parameters".
public struct DefinitionTemplate: Sendable {
  /// A state machine of a template.
  public struct Machine: Sendable {
    /// The name of the resource in the template.
    public var logicalID: String
    /// Standard or express.
    public var type: StateMachineType
    /// The definition, or where it is.
    public var definition: Definition
    /// What its user should know: names that are not in the template, placeholders without a value.
    public var notes: [TemplateProblem]

    /// The names of substitutions that were used.
    package var used: Set<String>
    /// Values of the placeholders of a definition in a file.
    let substitutions: [String: Substitution]
  }

  /// The definition of a state machine of a template.
  public enum Definition: Sendable {
    /// The definition, made from the template.
    case text(SourceText)
    /// The definition is in a file, whose path is relative to the folder of the template; see
    /// ``DefinitionTemplate/Machine/definition(inFile:)``.
    case file(String)
  }

  /// The template's text.
  public let source: SourceText
  /// The logical ids of the state machines, in the order of the template.
  public let logicalIDs: [String]
  let sections: TemplateSections
  private let positions: PositionIndex
  let substitutions: DefinitionSubstitutions

  /// Reads a template.
  ///
  /// - Parameters:
  ///   - source: the template.
  ///   - substitutions: values of parameters, references and placeholders, which take precedence over those that
  ///     follow from the template.
  /// - Throws: ``TemplateProblem`` if the text is not JSON or has no resources.
  public init(
    parsing source: SourceText, substitutions: DefinitionSubstitutions = DefinitionSubstitutions()
  ) throws(TemplateProblem) {
    let syntax: JSONSyntax
    do throws(JSONParseError) {
      syntax = try JSONSyntaxParser(maximumDepth: TemplateLimits.depth).parse(source)
    } catch {
      throw TemplateProblem(error.message, at: SourceRange(start: error.offset, end: error.offset + 1), in: source)
    }
    guard let sections = TemplateSections(syntax) else {
      throw TemplateProblem(
        "is not a template: it has no object 'Resources'", at: SourceRange(start: 0, end: 1), in: source)
    }
    self.source = source
    positions = PositionIndex(source)
    self.sections = sections
    self.substitutions = substitutions
    logicalIDs = sections.resources.names.filter { sections.resources[$0].flatMap(MachineResource.init) != nil }
  }

  /// Whether a source is a template: a JSON object with an object `Resources` that is not itself a definition.
  public static func isTemplate(_ source: SourceText) -> Bool {
    // A definition is not parsed for this unless it has such a word in it.
    guard source.bytes.range(of: Array("\"Resources\"".utf8), from: 0) != nil else { return false }
    guard let syntax = try? JSONSyntaxParser(maximumDepth: TemplateLimits.depth).parse(source) else { return false }
    return TemplateSections(syntax) != nil && syntax["StartAt"] == nil && syntax["States"] == nil
  }

  /// A state machine of the template.
  ///
  /// - Throws: ``TemplateProblem`` if the template has no state machine of that name, or its definition is not in the
  ///   template, or cannot be made from it.
  public func machine(_ logicalID: String) throws(TemplateProblem) -> Machine {
    guard let resource = sections.resources[logicalID].flatMap(MachineResource.init) else {
      throw TemplateProblem(unknown(logicalID), at: sections.resources[logicalID]?.range, in: source)
    }
    var resolver = TemplateResolver(
      source: source, positions: positions, sections: sections, values: substitutions.values)
    return try resource.machine(logicalID, &resolver)
  }

  private func unknown(_ logicalID: String) -> String {
    let what =
      sections.resources[logicalID] == nil
      ? "the template has no resource '\(logicalID)'" : "'\(logicalID)' is not a state machine"
    // The CDK appends a digest of eight digits to the names of its constructs.
    let withDigest = logicalIDs.first { $0.hasPrefix(logicalID) && $0.utf8.count == logicalID.utf8.count + 8 }
    let near = withDigest ?? Suggestions.nearest(to: logicalID, among: logicalIDs)
    if let near { return what + "; did you mean '\(near)'?" }
    return what + (logicalIDs.isEmpty ? "" : "; its state machines are \(Self.list(logicalIDs))")
  }

  /// Names for a message; of very many only the first.
  package static func list(_ names: [String]) -> String {
    let shown = names.prefix(20).joined(separator: ", ")
    return names.count > 20 ? "\(shown), and \(names.count - 20) more" : shown
  }
}

extension DefinitionTemplate.Machine {
  /// The definition that is in a file of its own, with the placeholders filled in to which the template gives values.
  ///
  /// - Parameter source: the file's text.
  /// - Throws: ``TemplateProblem`` if the text gets longer than 64 MiB.
  public func definition(inFile source: SourceText) throws(TemplateProblem) -> SourceText {
    try filled(source).text
  }

  /// The same, with the names that occur and the placeholders that remain.
  package func filled(_ source: SourceText) throws(TemplateProblem) -> FilledDefinition {
    let filled = try DefinitionSubstitutions.filling(MappedText(all: source), of: source) { substitutions[$0] }
    return FilledDefinition(filled, of: source)
  }
}

/// How large and deep templates may be.
enum TemplateLimits {
  /// How deeply a template may be nested.
  static let depth = 600
  /// How deeply functions may be nested, and names refer to others.
  static let calls = 48
  /// How deeply functions may be nested in the definition that holds them.
  static let definitionDepth = 320
  /// How many values a state machine may take.
  static let steps = 2_000_000
  /// How many bytes the functions of a state machine may write.
  static let bytes = 64 << 20
  /// How many notes are kept.
  static let notes = 100
  /// The longest name that becomes part of an ARN.
  static let nameBytes = 256
}
