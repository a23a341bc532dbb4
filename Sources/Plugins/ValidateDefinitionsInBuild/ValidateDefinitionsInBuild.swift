import Foundation
import PackagePlugin

/// Checks the `*.asl.json` files of a target whenever it is built; an invalid definition fails the build.
@main
struct ValidateDefinitionsInBuild: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
    let tool = try context.tool(named: "asl")
    return definitions(below: target.directoryURL).map { file in
      .buildCommand(
        displayName: "Validating \(file.lastPathComponent)", executable: tool.url, arguments: ["validate", file.path],
        inputFiles: [file], outputFiles: [])
    }
  }

  private func definitions(below folder: URL) -> [URL] {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? []).filter { $0.lastPathComponent.hasSuffix(".asl.json") }
      .sorted { $0.path < $1.path }
  }
}
