/// A file that the pages refer to; it is in the program.
enum Asset: CaseIterable, Sendable {
  case style, script, icon

  var path: ConsolePath {
    switch self {
    case .style: .style
    case .script: .script
    case .icon: .icon
    }
  }

  var mediaType: String {
    switch self {
    case .style: "text/css; charset=utf-8"
    case .script: "text/javascript; charset=utf-8"
    case .icon: "image/svg+xml"
    }
  }

  var bytes: [UInt8] { Self.contents[self]?.bytes ?? [] }

  /// Another one when the file changes, so that browsers can keep a file for ever.
  var version: String { Self.contents[self]?.version ?? "" }

  private static let contents: [Asset: (bytes: [UInt8], version: String)] = Dictionary(
    uniqueKeysWithValues: allCases.map { asset in
      let bytes: [UInt8] =
        switch asset {
        case .style: PackageResources.console_css + Array(GraphStyle.sheet.utf8)
        case .script: PackageResources.console_js
        case .icon: PackageResources.icon_svg
        }
      return (asset, (bytes, digest(bytes)))
    })

  /// FNV-1a: not against forgers, only to tell one build's file from another's.
  private static func digest(_ bytes: [UInt8]) -> String {
    let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }
}
