// A test writes `import StatesTesting` and is done.
@_exported public import StatesRuntime
