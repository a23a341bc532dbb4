// A test or a service only needs `import StepFunctions`: handlers, definitions, values, mocks, stores, clocks.
@_exported public import StatesTesting
