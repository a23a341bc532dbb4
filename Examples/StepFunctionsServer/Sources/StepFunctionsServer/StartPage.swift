/// What a browser shows: what runs here, and how to point a client at it.
struct StartPage {
  let settings: ServerSettings

  var text: String {
    let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    let url = "http://\(host):\(settings.port)"
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>Step Functions</title>
      <style>body{font:16px/1.5 system-ui,sans-serif;max-width:46em;margin:3em auto;padding:0 1em}
      pre{background:#f4f4f4;padding:1em;overflow:auto}</style></head><body>
      <h1>Step Functions</h1>
      <p>This is the API of AWS Step Functions, answered by an interpreter for the Amazon States Language on this machine.
      Account \(Self.escaped(settings.account)), region \(Self.escaped(settings.region)), store \(Self.escaped(settings.store.description)).</p>
      <pre>aws stepfunctions --endpoint-url \(Self.escaped(url)) list-state-machines</pre>
      <pre>boto3.client("stepfunctions", endpoint_url="\(Self.escaped(url))")</pre>
      <p>The SDKs put <code>sync-</code> in front of the host name for StartSyncExecution and TestState; switch that off with
      <code>AWS_DISABLE_HOST_PREFIX_INJECTION=true</code>, or <code>inject_host_prefix=False</code>.</p>
      <p><a href="/health">health</a> · <a href="/metrics">metrics</a></p>
      </body></html>
      """
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
  }
}
