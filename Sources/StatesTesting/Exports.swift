// A test only needs `import StatesTesting`.
@_exported public import StatesRuntime
