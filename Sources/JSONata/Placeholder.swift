public import OrderedJSON
public enum JSONataDialect: Sendable { case reference, service }
public struct JSONataVariableReference: Sendable { public var name: String; public var firstField: String?; public var position: Int }
public struct JSONataError: Error, Sendable { public var code: String?; public var message: String; public var position: Int? }
public enum JSONataResult: Sendable { case undefined, value(JSON), function }
public struct JSONataLimits: Sendable { public static let service = JSONataLimits(); public static let reference = JSONataLimits() }
public struct JSONataEnvironment: Sendable { public init(now: Int64, seed: UInt64, limits: JSONataLimits) {} }
public struct JSONataExpression: Sendable {
  public let text: String
  public let freeVariables: [JSONataVariableReference] = []
  public init(_ text: String, dialect: JSONataDialect = .reference) throws(JSONataError) { self.text = text }
  public func evaluate(_ input: JSON?, bindings: JSON.Object = [:], environment: inout JSONataEnvironment) throws(JSONataError) -> JSONataResult { .undefined }
}
