import Foundation
import Testing

/// The compiler's verdict on source text that imports the built modules.
enum Typecheck {
  /// Type-checks one file.
  static func run(_ text: String) throws -> (isSuccess: Bool, errors: String) {
    let modules = try #require(CommandLine.executable).deletingLastPathComponent().appendingPathComponent("Modules")
    let folder = try Folder(["snippet.swift": text])
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["swiftc", "-typecheck", "-swift-version", "6", "-parse-as-library", "-I", modules.path]
    if let plugins = testingPlugins { process.arguments? += ["-plugin-path", plugins] }
    process.arguments?.append(folder.path("snippet.swift"))
    try Data().write(to: URL(fileURLWithPath: folder.path("errors")))
    let errors = try #require(FileHandle(forWritingAtPath: folder.path("errors")))
    process.standardOutput = errors
    process.standardError = errors
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus == 0, try folder.read("errors"))
  }

  /// Where the macros of Swift Testing are, which only the package manager finds by itself.
  static let testingPlugins: String? = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    for folder in path.split(separator: ":") {
      let compiler = URL(fileURLWithPath: "\(folder)/swiftc").resolvingSymlinksInPath()
      guard FileManager.default.isExecutableFile(atPath: compiler.path) else { continue }
      let library = compiler.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("lib/swift")
      for name in ["host/plugins/testing", "host/plugins"] {
        let plugins = library.appendingPathComponent(name).path
        let files = (try? FileManager.default.contentsOfDirectory(atPath: plugins)) ?? []
        if files.contains(where: { $0.hasPrefix("libTestingMacros") }) { return plugins }
      }
    }
    return nil
  }()
}
