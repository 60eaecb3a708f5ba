import Recording
import Specs

/// `datapackage.json`: what each table holds, after the Frictionless Data Package and Table Schema (v1).
enum DataPackage {
  static func json(name: String, tables: [TableDescription]) -> JSONValue {
    [
      "profile": .text("tabular-data-package"),
      "name": .text(packageName(name)),
      "resources": .list(tables.map(resource)),
    ]
  }

  private static func resource(_ table: TableDescription) -> JSONValue {
    [
      "profile": .text("tabular-data-resource"),
      "name": .text(table.name),
      "path": .text(table.name + ".csv"),
      "description": .text(table.help),
      "format": .text("csv"),
      "mediatype": .text("text/csv"),
      "encoding": .text("utf-8"),
      "dialect": ["delimiter": .text(","), "lineTerminator": .text("\n"), "header": .boolean(true)],
      "schema": ["fields": .list(table.columns.map(field)), "missingValues": .list([.text("")])],
    ]
  }

  private static func field(_ column: Column) -> JSONValue {
    var members = [JSONValue.Member("name", .text(column.name)), .init("type", .text(column.kind.rawValue))]
    if !column.unit.isEmpty { members.append(.init("unit", .text(column.unit))) }
    members.append(.init("description", .text(column.help)))
    return .object(members)
  }

  /// Names of packages are lower case, digits and `.-_`.
  private static func packageName(_ name: String) -> String {
    String(name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" })
  }
}
