public import OrderedJSON
package import ServiceModels

/// Models of service APIs, against which the parameters of tasks and mocked results are checked: those that come with
/// the package, and any that are added from botocore files.
///
/// ```swift
/// let file = URL(fileURLWithPath: "botocore/data/acm/2015-12-08/service-2.json")
/// var models = ServiceModelLibrary()
/// try models.add(botocore: Array(Data(contentsOf: file)))
/// let validator = Validator(settings: .init(models: models))
/// ```
///
/// The package's own models take precedence; an added model is used for services, and for operations of large services,
/// without one. *Known differences* in the documentation of StatesEngine lists the services that come with the package.
public struct ServiceModelLibrary: Sendable, Hashable {
  /// Why a file is not a service model.
  public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, and where in the file.
    public var message: String
    /// What is wrong, and where in the file.
    public var description: String { message }
  }

  private var added: [String: ServiceModel] = [:]

  /// Creates a library of the package's own models.
  public init() {}

  /// The names of the added services, as in `arn:aws:states:::aws-sdk:…`, in order.
  public var addedServices: [String] { added.keys.sorted() }

  /// Adds the model in a botocore file, or replaces one that was added before.
  ///
  /// - Parameter bytes: the JSON of a file `SERVICE/DATE/service-2.json`, not compressed.
  /// - Throws: if the bytes are not JSON, or not a service model, or nested deeper than any service's.
  public mutating func add(botocore bytes: [UInt8]) throws(Problem) {
    let json: JSON
    do throws(JSONParseError) {
      json = try JSON(parsing: bytes)
    } catch {
      throw Problem(message: "\(error)")
    }
    var file = try BotocoreModel(json)
    added[file.service] = try file.model()
  }

  /// The name of a service in `arn:aws:states:::aws-sdk:…`, by the `serviceId` of its model: "Cost Explorer" is
  /// `costexplorer`.
  package static func name(ofService identifier: String) -> String {
    identifier.lowercased().filter { $0 != " " && $0 != "-" }
  }

  // MARK: Lookup

  /// The model of a service; if there are two, the one that describes the operation.
  package func model(of service: String, describing operation: String) -> ServiceModel? {
    model(of: service, describing: operation, comesWithThePackage: ServiceModel(service: service))
  }

  func model(
    of service: String, describing operation: String, comesWithThePackage own: ServiceModel?
  ) -> ServiceModel? {
    // The SDK omits the word "service": "Config Service" is `config`.
    guard let more = added[service] ?? added[service + "service"] else { return own }
    guard let own else { return more }
    if own.operation(operation)?.isDescribed == true { return own }
    return more.operation(operation) == nil ? own : more
  }

  /// The services that the tasks of a definition call through their APIs and that have no model here, or none that
  /// describes the operation; by their names in `arn:aws:states:::aws-sdk:…`, in order.
  public func servicesWithoutModel(in definition: JSONSyntax) -> [String] {
    var services: Set<String> = []
    var known = KnownIntegrations(self)
    var open = [definition]
    while let value = open.popLast() {
      switch value.content {
      case .array(let elements): open += elements
      case .object(let members):
        open += members.map(\.value)
        for member in members where member.key == Field.resource.name {
          if let service = Self.serviceWithoutModel(member.value, &known) { services.insert(service) }
        }
      case .null, .bool, .number, .string: break
      }
    }
    return services.sorted()
  }

  private static func serviceWithoutModel(_ value: JSONSyntax, _ known: inout KnownIntegrations) -> String? {
    guard case .string(let text) = value.content, let resource = ResourceARN(text), resource.isIntegration else {
      return nil
    }
    let service =
      resource.isSDK
      ? resource.service : OptimizedIntegrations.serviceOfModel(resource.service, resource.operation)
    guard let service else { return nil }
    let model = known.model(of: service, describing: resource.operation)
    return model?.operation(resource.operation)?.isDescribed == true ? nil : service
  }
}
