/// The form that starts an execution: of a state machine's page, and of an execution that is to run again.
struct StartForm: Sendable {
  let request: ConsoleRequest
  let machineARN: String
  let lastInputs: [String]
  /// The case of the mock file whose answers its tasks get.
  var testCase: String?

  func write(name: String, input: String, to html: inout HTML) {
    html.tag("form", .of("method", "post"), .action(request.links.page(.start)), .class("stack")) { html in
      html.hidden(request.token, [("arn", machineARN), ("test-case", testCase)])
      if let testCase { html.tag("p", .class("more"), text: "Its tasks get the answers of the mock case \(testCase).") }
      html.tag("div", .class("fields")) { html in
        html.tag("label") { html in
          html.tag("span", text: "Name (optional)")
          html.void(
            "input", .of("name", "name"), .of("value", name), .of("maxlength", "80"), .of("autocomplete", "off"))
        }
        if !lastInputs.isEmpty {
          html.tag("label", .class("needs-script")) { html in
            html.tag("span", text: "Earlier inputs")
            html.tag("select", .of("data-fills", "start-input")) { html in
              html.tag("option", .of("value", ""), text: "Choose…")
              for input in lastInputs {
                html.tag("option", .of("value", input), text: Self.shortened(input))
              }
            }
          }
        }
      }
      html.tag("label", .of("for", "start-input"), text: "Input")
      html.tag(
        "textarea", .id("start-input"), .of("name", "input"), .class("code"), .of("rows", "8"),
        .of("spellcheck", "false"), .flag("data-json"), .of("aria-describedby", "start-input-status"),
        text: "\n" + input)
      html.tag("p", .id("start-input-status"), .class("json-status"), .of("role", "status")) { _ in }
      html.tag("p", .class("buttons")) { html in
        html.tag("button", .class("primary"), text: "Start")
      }
    }
  }

  private static func shortened(_ text: String) -> String {
    let line = text.replacing("\n", with: " ")
    return line.unicodeScalars.count > 80
      ? String(String.UnicodeScalarView(line.unicodeScalars.prefix(79))) + "…" : line
  }
}
