import ServiceModels

/// The integrations that one walk has looked up: each model is read once, each request is built once.
struct KnownIntegrations {
  private let library: ServiceModelLibrary
  /// The models that come with the package.
  private var models = TextTable<ServiceModel?>()
  private var requests = TextTable<IntegrationRequest?>()
  /// How many more misspelled operations are worth a search through all names of a service.
  private var patience = 100

  init(_ library: ServiceModelLibrary) { self.library = library }

  /// Whether to search for the intended name of a misspelled operation; false after many, whose search would take too
  /// long.
  var isPatient: Bool {
    mutating get {
      patience -= 1
      return patience >= 0
    }
  }

  /// The model of a service, by its name in the SDK integrations; if there are two, the one with the operation.
  mutating func model(of service: String, describing operation: String) -> ServiceModel? {
    library.model(of: service, describing: operation, comesWithThePackage: modelOfThePackage(service))
  }

  private mutating func modelOfThePackage(_ service: String) -> ServiceModel? {
    if let known = models[service] { return known }
    let model = ServiceModel(service: service)
    models.set(service, model)
    return model
  }

  /// The index of the request of a resource, for ``request``.
  mutating func index(ofRequest resource: ResourceARN) -> Int {
    if let known = requests.place(of: resource.text) { return known }
    return requests.set(resource.text, request(of: resource))
  }

  /// The request of a resource, or `nil` if no model describes it.
  subscript(request index: Int) -> IntegrationRequest? {
    _read { yield requests[index] }
    _modify { yield &requests[index] }
  }

  private mutating func request(of resource: ResourceARN) -> IntegrationRequest? {
    let service =
      resource.isSDK
      ? resource.service : OptimizedIntegrations.serviceOfModel(resource.service, resource.operation)
    guard let service, let model = model(of: service, describing: resource.operation) else { return nil }
    return IntegrationRequest(model.operation(resource.operation), of: model, resource: resource)
  }
}
