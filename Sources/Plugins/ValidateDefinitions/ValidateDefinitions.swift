import Foundation
import PackagePlugin

/// `swift package validate-definitions`: checks every `*.asl.json` of a package.
///
/// Arguments are passed on to `asl validate`, which interprets them; without a file among them the whole package is
/// checked.
@main
struct ValidateDefinitions: CommandPlugin {
  func performCommand(context: PluginContext, arguments: [String]) async throws {
    let tool = try context.tool(named: "asl")
    let process = Process()
    process.executableURL = tool.url
    process.arguments = ["validate", "--default", context.package.directoryURL.path] + arguments
    try process.run()
    process.waitUntilExit()
    if process.terminationStatus != 0 {
      Diagnostics.error("definitions are invalid (asl validate ended with status \(process.terminationStatus))")
    }
  }
}
