public import OrderedJSON

/// What `$states` has in an expression of a state, part by part: an expression that asks for one part needs no object of
/// all.
///
/// - SeeAlso: Step Functions, "Transforming data with JSONata".
public struct JSONataStates: Sendable {
  /// `$states.input`: the state's input.
  public var input: JSON
  /// `$states.context`: the context object.
  public var context: JSON?
  /// `$states.result`: what the state's work gave.
  public var result: JSON?
  /// `$states.errorOutput`: what a catcher has caught.
  public var errorOutput: JSON?

  /// The parts; `nil` for one that there is not.
  public init(input: JSON, context: JSON? = nil, result: JSON? = nil, errorOutput: JSON? = nil) {
    self.input = input
    self.context = context
    self.result = result
    self.errorOutput = errorOutput
  }

  /// The part of that name.
  func part(named name: String) -> JSON? {
    switch name {
    case "input": input
    case "result": result
    case "context": context
    case "errorOutput": errorOutput
    default: nil
    }
  }

  /// All parts as one object.
  var object: JSON {
    var members = JSON.Object(minimumCapacity: 4)
    members.append(distinct: JSON.Object.Member(key: "input", value: input))
    if let context { members.append(distinct: JSON.Object.Member(key: "context", value: context)) }
    if let result { members.append(distinct: JSON.Object.Member(key: "result", value: result)) }
    if let errorOutput { members.append(distinct: JSON.Object.Member(key: "errorOutput", value: errorOutput)) }
    return .object(members)
  }
}
