import StatesLanguage
import StepFunctions

/// The form that creates a state machine from a definition, with what is wrong with it.
struct NewMachinePage: Sendable {
  let request: ConsoleRequest
  /// What the service said when it was tried.
  var problem: ConsoleProblem?
  /// Whether the form has been sent, so that its definition is checked.
  var isSent = false

  /// The role of machines that are made here: nothing checks it.
  private var defaultRole: String { "arn:aws:iam::\(request.service.account):role/console" }

  private static let example = """
    {
      "StartAt": "Greet",
      "QueryLanguage": "JSONata",
      "States": {
        "Greet": {
          "Type": "Pass",
          "Output": {"greeting": "{% 'Hello, ' & $states.input.name %}"},
          "End": true
        }
      }
    }
    """

  func html() -> HTML {
    let values = request.values
    let definition = isSent ? values.entered("definition") : Self.example
    let type = StateMachineType(rawValue: values["type"] ?? "") ?? .standard
    return Shell(request: request, title: "New state machine", section: .machines).page { html in
      html.tag("h1", text: "New state machine")
      if let problem { html.notice("error", problem.title, problem.message) }
      html.tag(
        "form", .of("method", "post"), .action(request.links.page(.newMachine)), .class("stack"),
        .of("autocomplete", "off")
      ) { html in
        html.hidden(
          request.token,
          [
            ("region", request.isScoped ? request.service.region : nil),
            ("account", request.isScoped ? request.service.account : nil),
          ])
        html.tag("div", .class("fields")) { html in
          html.tag("label") { html in
            html.tag("span", text: "Name")
            html.void(
              "input", .of("name", "name"), .of("value", values.entered("name")), .flag("required"),
              .of("maxlength", "80"), .flag("autofocus"))
          }
          html.tag("label") { html in
            html.tag("span", text: "Type")
            html.tag("select", .of("name", "type")) { html in
              for choice in [StateMachineType.standard, .express] {
                html.tag(
                  "option", .of("value", choice.rawValue), .flag("selected", if: choice == type), text: choice.rawValue)
              }
            }
          }
          html.tag("label", .class("wide")) { html in
            html.tag("span", text: "Role")
            html.void("input", .of("name", "role"), .of("value", values["role"] ?? defaultRole), .flag("required"))
          }
        }
        html.tag("label", .of("for", "definition"), text: "Definition")
        html.tag(
          "textarea", .id("definition"), .of("name", "definition"), .class("code"), .of("rows", "22"),
          .of("spellcheck", "false"), .flag("required"),
          .data("data-check", request.links.page(.checkDefinition)), .of("data-check-into", "problems"),
          text: "\n" + definition)
        html.tag("div", .id("problems"), .of("role", "status"), .of("aria-live", "polite")) { html in
          Self.writeProblems(definition, type, withLines: isSent, to: &html)
        }
        html.tag("p", .class("buttons")) { html in
          html.tag("button", .class("primary"), text: "Create")
          html.tag("button", .of("name", "check"), .of("value", "1"), .flag("formnovalidate"), text: "Check only")
          html.tag("a", .class("button quiet"), .href(request.scoped(.machines)), text: "Cancel")
        }
      }
    }
  }

  /// What is wrong with a definition; if something is, also its lines when asked for.
  static func writeProblems(_ definition: String, _ type: StateMachineType, withLines: Bool, to html: inout HTML) {
    let view = DefinitionView(definition, type: type)
    view.writeProblems(to: &html)
    if withLines, !view.diagnostics.isEmpty { view.writeLines(to: &html) }
  }
}
