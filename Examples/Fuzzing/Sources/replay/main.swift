// Runs files through an entry point, without a fuzzer: `replay json FILE...`. A crash names no input, so each file is
// named before it runs.
import EntryPoints
import Foundation

let arguments = CommandLine.arguments.dropFirst()
guard let name = arguments.first, let entry = EntryPoint(rawValue: name) else {
  let names = EntryPoint.allCases.map(\.rawValue).joined(separator: ", ")
  FileHandle.standardError.write(Data("usage: replay ENTRY FILE|FOLDER...; entries: \(names)\n".utf8))
  exit(2)
}

func files(_ path: String) -> [String] {
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else { return [path] }
  let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  return names.sorted().map { path + "/" + $0 }
}

var broken = 0
var count = 0
for path in arguments.dropFirst().flatMap(files) {
  guard let data = FileManager.default.contents(atPath: path) else {
    FileHandle.standardError.write(Data("\(path): cannot be read\n".utf8))
    exit(2)
  }
  FileHandle.standardError.write(Data("\(path)\n".utf8))
  count += 1
  do throws(BrokenPromise) {
    try await entry.run(Array(data))
  } catch {
    print("\(path): \(error)")
    broken += 1
  }
}
print("\(count - broken) passed, \(broken) failed")
exit(broken == 0 ? 0 : 1)
