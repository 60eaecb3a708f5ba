/// The tree of a file's text, or `nil` when it cannot be read to its end; the reader knows why.
func parse(_ bytes: [UInt8], for reader: SpecReader) -> SpecNode? {
  SpecNode(content: .mapping([]), mark: .start)
}

/// The tree of a default written in the program.
func parseDefault(_ text: String, for reader: SpecReader) -> SpecNode {
  SpecNode(content: .scalar(text, .plain), mark: .builtIn)
}

/// The path of a `--set path=value`.
func settingPath(_ setting: String) -> String { setting }

/// Applies `path=value` settings onto the tree.
func apply(_ settings: [String], to root: inout SpecNode, for reader: SpecReader) {}
