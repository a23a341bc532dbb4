// What every user of a driver needs: values, definitions, histories.
@_exported public import OrderedJSON
@_exported public import StatesEngine
@_exported public import StatesLanguage
