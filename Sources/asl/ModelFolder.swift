import OrderedJSON
import StatesLanguage
import StatesRuntime

/// A folder of service models with the layout of botocore's `data`: `SERVICE/DATE/service-2.json`, or `.json.gz`.
///
/// Of hundreds of files, only those are read whose services a definition calls and that have no model here.
struct ModelFolder {
  /// The option's part of `--help`.
  static let usage = """
      --models DIR           models of service APIs in addition to the built-in ones: botocore's data folder, or one
                             with the same layout, SERVICE/DATE/service-2.json or .json.gz
    """

  /// The maximum length of a model, uncompressed; the longest one in botocore has 10 MiB.
  private static let maximumBytes = 64 << 20

  private let path: String
  /// The newest file of each service in the folder, by the name of the service's folder.
  private let files: [(folder: String, path: String)]
  /// The models that have been read, and those that come with the program.
  private(set) var library = ServiceModelLibrary()
  /// The services that have been looked up.
  private var known: Set<String> = []

  /// Opens a folder.
  init(_ path: String) throws(FileProblem) {
    self.path = path
    var files: [(folder: String, path: String)] = []
    for folder in try Files.names(in: path) where Files.isDirectory("\(path)/\(folder)") {
      if let file = try Self.newest(in: "\(path)/\(folder)") { files.append((folder, file)) }
    }
    guard !files.isEmpty else {
      throw FileProblem(message: "\(path): no SERVICE/DATE/service-2.json in this directory")
    }
    self.files = files
  }

  /// The model with the latest date in a service's folder.
  private static func newest(in folder: String) throws(FileProblem) -> String? {
    for date in try Files.names(in: folder).reversed() where Files.isDirectory("\(folder)/\(date)") {
      let names = try Files.names(in: "\(folder)/\(date)")
      if let name = ["service-2.json", "service-2.json.gz"].first(where: names.contains) {
        return "\(folder)/\(date)/\(name)"
      }
    }
    return nil
  }

  /// Reads the models of the services that a definition calls, if there is none yet.
  mutating func addModels(for definition: SourceText) throws(FileProblem) {
    var parser = JSONSyntaxParser()
    parser.readsPlaceholders = true
    // The validator reports what is wrong with a definition that is not JSON.
    guard let syntax = try? parser.parse(definition) else { return }
    for service in library.servicesWithoutModel(in: syntax) where known.insert(service).inserted {
      guard let file = file(of: service) else { continue }
      let bytes = try Self.read(file)
      do throws(ServiceModelLibrary.Problem) {
        try library.add(botocore: bytes)
      } catch {
        throw FileProblem(message: "\(file): \(error.message)")
      }
    }
  }

  // MARK: The file of a service

  /// The file of a service. Most folders have the service's name with dashes; the others are identified by the file.
  private func file(of service: String) -> String? {
    let named = files.filter { ServiceModelLibrary.name(ofService: $0.folder) == service }
    let others = files.filter { ServiceModelLibrary.name(ofService: $0.folder) != service }
    // A damaged file names no service. In the service's own folder it is read all the same, so that it is reported.
    return
      (named.first { Self.isModel($0.path, of: service) ?? true }
      ?? others.first { Self.isModel($0.path, of: service) ?? false })?.path
  }

  /// Whether a file's `serviceId`, which is near its beginning, is that of a service; `nil` if it has none.
  private static func isModel(_ path: String, of service: String) -> Bool? {
    let bytes = Files.beginning(of: path)
    let isWhole = bytes.count < 1 << 16
    let text =
      Gzip.isPacked(bytes) ? (try? Gzip.unpackBeginning(bytes, isWhole: isWhole, count: 1 << 14)) ?? [] : bytes
    guard let name = identifier(in: String(decoding: text, as: UTF8.self)[...]) else { return nil }
    // The SDK omits the word "service": "Config Service" is `config`.
    return name == service || name == service + "service"
  }

  private static func identifier(in text: Substring) -> String? {
    guard let key = text.firstRange(of: "\"serviceId\"") else { return nil }
    let parts = text[key.upperBound...].split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count > 1 ? ServiceModelLibrary.name(ofService: String(parts[1])) : nil
  }

  private static func read(_ path: String) throws(FileProblem) -> [UInt8] {
    let bytes = try Files.read(path)
    guard Gzip.isPacked(bytes) else {
      guard bytes.count <= maximumBytes else { throw FileProblem(message: "\(path): is longer than 64 MiB") }
      return bytes
    }
    do throws(Gzip.Failure) {
      return try Gzip.unpack(bytes, upTo: maximumBytes)
    } catch {
      throw FileProblem(message: "\(path): cannot be unpacked: \(error.message)")
    }
  }
}
