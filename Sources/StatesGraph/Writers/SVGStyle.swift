/// The style sheet of SVG pictures. Every rule is for pictures of this module only, so that a page can contain it.
enum SVGStyle {
  /// The style sheet of a theme.
  static func sheet(_ theme: GraphLayout.SVGSettings.Theme) -> String {
    switch theme {
    case .light: shared + rules(light)
    case .dark: shared + rules(dark)
    case .automatic: shared + rules(light) + "@media (prefers-color-scheme: dark) {\n" + rules(dark) + "}\n"
    }
  }

  private static let shared = """
    .states-graph text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, \
    "DejaVu Sans", sans-serif; text-anchor: middle; }
    .states-graph .shape { stroke-width: 1.5; }
    .states-graph .level rect { fill: none; stroke-width: 1; stroke-dasharray: 4 3; }
    .states-graph .edge .line { fill: none; stroke-width: 1.4; }
    .states-graph .edge.catch .line { stroke-dasharray: 5 3; }
    .states-graph .edge.taken .line { stroke-width: 2.4; }
    .states-graph .status-running > .shape { stroke-dasharray: 6 3; }
    .states-graph.overlaid .state:not(.status-not-reached) > .shape { stroke-width: 2.2; }
    .states-graph .status-not-reached > .shape, .states-graph .status-not-reached > .core,
    .states-graph .status-not-reached > text, .states-graph .not-taken { opacity: 0.5; }

    """

  /// The colors of a theme.
  private struct Colors {
    var canvas, ink, muted, box, inner, line, error: String
    /// By the class of a type.
    var types: [(String, String)]
    /// By the class of a status: the outline and the inside.
    var statuses: [(String, String, String)]
  }

  private static let light = Colors(
    canvas: "#ffffff", ink: "#1b1f24", muted: "#57606a", box: "#ffffff", inner: "#f6f8fa", line: "#6e7781",
    error: "#bc4c00",
    types: [
      ("task", "#bf5b04"), ("choice", "#0969da"), ("wait", "#8250df"), ("pass", "#57606a"), ("parallel", "#1b7c83"),
      ("map", "#1b7c83"), ("succeed", "#1a7f37"), ("fail", "#cf222e"),
    ],
    statuses: [
      ("succeeded", "#1a7f37", "#dafbe1"), ("failed", "#cf222e", "#ffebe9"), ("caught", "#bc4c00", "#fff1e5"),
      ("aborted", "#57606a", "#eaeef2"), ("running", "#0969da", "#ddf4ff"),
    ])

  private static let dark = Colors(
    canvas: "#0d1117", ink: "#e6edf3", muted: "#9198a1", box: "#151b23", inner: "#10151c", line: "#7d8590",
    error: "#f0883e",
    types: [
      ("task", "#f0883e"), ("choice", "#58a6ff"), ("wait", "#bc8cff"), ("pass", "#9198a1"), ("parallel", "#39c5cf"),
      ("map", "#39c5cf"), ("succeed", "#3fb950"), ("fail", "#f85149"),
    ],
    statuses: [
      ("succeeded", "#3fb950", "#12261e"), ("failed", "#f85149", "#2d1517"), ("caught", "#f0883e", "#2b1d11"),
      ("aborted", "#9198a1", "#212830"), ("running", "#58a6ff", "#121d2f"),
    ])

  private static func rules(_ colors: Colors) -> String {
    var rules = """
      .states-graph .canvas { fill: \(colors.canvas); }
      .states-graph text { fill: \(colors.ink); }
      .states-graph .detail, .states-graph .retries, .states-graph .title, .states-graph .label { fill: \(colors.muted); }
      .states-graph .shape { fill: \(colors.box); stroke: \(colors.line); }
      .states-graph .container > .shape { fill: \(colors.inner); }
      .states-graph .start > .shape, .states-graph .end > .core { fill: \(colors.line); stroke: none; }
      .states-graph .level rect { stroke: \(colors.line); }
      .states-graph .edge .line { stroke: \(colors.line); }
      .states-graph .edge .head { fill: \(colors.line); }
      .states-graph .edge.catch .line { stroke: \(colors.error); }
      .states-graph .edge.catch .head, .states-graph .edge.catch .label { fill: \(colors.error); }
      .states-graph .visits rect { fill: \(colors.ink); }
      .states-graph .visits text { fill: \(colors.canvas); }

      """
    for (type, color) in colors.types {
      rules += ".states-graph .type-\(type) > .shape { stroke: \(color); }\n"
    }
    for (status, outline, inside) in colors.statuses {
      rules += ".states-graph .status-\(status) > .shape { stroke: \(outline); fill: \(inside); }\n"
    }
    let taken = colors.statuses[0].1
    rules += ".states-graph .edge.taken:not(.catch) .line { stroke: \(taken); }\n"
    rules += ".states-graph .edge.taken:not(.catch) .head { fill: \(taken); }\n"
    return rules
  }
}
