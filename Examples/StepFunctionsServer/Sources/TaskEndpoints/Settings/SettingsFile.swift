import Foundation

/// Reads files of settings.
enum SettingsFile {
  /// The most bytes of a file.
  private static let most = 16_777_216

  /// The bytes of a file.
  static func read(_ path: String) throws(SettingsError) -> [UInt8] {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw SettingsError(source: path, problem: "cannot be opened")
    }
    defer { try? handle.close() }
    let data: Data?
    do { data = try handle.read(upToCount: most + 1) } catch {
      throw SettingsError(source: path, problem: "cannot be read")
    }
    guard (data?.count ?? 0) <= most else { throw SettingsError(source: path, problem: "is longer than \(most) bytes") }
    return [UInt8](data ?? Data())
  }

  /// The folder of a file, as an absolute path.
  static func folder(of path: String) -> String { URL(fileURLWithPath: path).deletingLastPathComponent().path }

  /// A path, taken from a folder if it is relative.
  static func resolve(_ path: String, in folder: String) -> String {
    path.hasPrefix("/") ? path : URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: folder)).path
  }

  /// Whether there is an executable file at a path.
  static func isExecutable(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return exists && !isFolder.boolValue && FileManager.default.isExecutableFile(atPath: path)
  }
}
