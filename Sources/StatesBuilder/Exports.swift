// A machine needs JSON values, query languages and diagnostics: its file only has to import this module.
@_exported public import OrderedJSON
@_exported public import StatesLanguage
