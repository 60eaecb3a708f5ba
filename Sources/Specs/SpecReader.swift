/// What the specs of one file share while it is read: the problems, and the state of a describing pass.
///
/// Lives for one reading on one thread.
public final class SpecReader {
  /// A file that the scenario names, and where it does.
  public struct NamedFile: Sendable {
    public var path: FilePath
    /// Place of the name, ready to be turned into a problem about the file.
    public var place: SpecProblem
  }

  /// Problems kept; a file of a million bad keys is not worth more.
  static let problemLimit = 200

  let file: String
  let isDescribing: Bool
  /// Paths of the `--set`s, by number.
  let settings: [String]
  var context = SpecContext()
  var files: [NamedFile] = []
  /// Parsed defaults of choices, by their text.
  var defaults: [String: SpecNode] = [:]
  /// Open the data files that the scenario names; absent where none may be opened.
  var bytes: FileReader?
  var columns: ColumnReader?
  private(set) var problemCount = 0
  private var problems: [SpecProblem] = []
  /// Catalogs described so far, and those in the works.
  var catalogs: [CatalogDescription] = []
  var kindsInWork: [String] = []

  init(file: String, settings: [String] = [], isDescribing: Bool = false) {
    self.file = file
    self.settings = settings
    self.isDescribing = isDescribing
  }

  var isSound: Bool { problemCount == 0 }
  /// More problems would only be counted.
  var isFull: Bool { problems.count >= Self.problemLimit }

  func note(_ mark: SpecMark, _ path: String, _ problem: @autoclosure () -> SpecMessage) {
    problemCount += 1
    if isFull { return }
    let message = problem()
    problems.append(place(mark, path, message.problem, message.remedy))
  }

  func place(_ mark: SpecMark, _ path: String, _ problem: String = "", _ remedy: String = "") -> SpecProblem {
    var place = SpecProblem(file: file, line: 0, column: 0, path: path, problem: problem, remedy: remedy)
    switch mark {
    case .place(let line, let column): (place.line, place.column) = (line, column)
    case .setting(let number): place.setting = settings[number]
    case .builtIn: place.file = "built-in default"
    }
    return place
  }

  /// The problems by place: those of the file first, then those of the command line in its order.
  var error: SpecError? {
    guard !problems.isEmpty else { return nil }
    let order = problems.indices.sorted { a, b in
      let (p, q) = (problems[a], problems[b])
      let (s, t) = (p.setting == nil ? 0 : 1, q.setting == nil ? 0 : 1)
      return (s, p.line, p.column, a) < (t, q.line, q.column, b)
    }
    return SpecError(problems: order.map { problems[$0] }, omitted: problemCount - problems.count)
  }
}

/// A file that was read without a problem.
public struct Reading<Product> {
  public var product: Product
  /// With every default filled in.
  public var resolved: JSONValue
  /// Files the scenario names, in order of taking.
  public var files: [SpecReader.NamedFile]
}

extension Reading: Sendable where Product: Sendable {}

extension SpecReader {
  /// Largest file read, in bytes.
  public static let sizeLimit = 16 << 20

  /// Reads a whole file: JSON if its name ends so, else YAML.
  ///
  /// `settings` are the command line's `path=value`, applied in order onto what the file says; `bytes` and
  /// `columns` open the data files it names. Throws every problem found.
  public static func read<Product>(
    _ bytes: [UInt8], named file: String, settings: [String] = [], bytes data: FileReader? = nil,
    columns: ColumnReader? = nil, _ make: (inout Spec) -> Product
  ) throws(SpecError) -> Reading<Product> {
    let reader = SpecReader(file: file, settings: settings.map(settingPath))
    reader.bytes = data
    reader.columns = columns
    guard var root = parse(bytes, for: reader) else { throw reader.error! }
    root.dropEditorKey()
    apply(settings, to: &root, for: reader)
    var spec = Spec(reader: reader, path: "", node: root, dimension: .number, depth: 0)
    let product = make(&spec)
    let resolved = spec.finished()
    if let error = reader.error { throw error }
    return Reading(product: product, resolved: resolved, files: reader.files)
  }

  /// What `make` would take from a file, found by letting it take from an empty one.
  public static func describe<Product>(_ make: (inout Spec) -> Product) -> Description {
    let reader = SpecReader(file: "", isDescribing: true)
    var spec = Spec(describingFor: reader, dimension: .number)
    _ = make(&spec)
    return Description(keys: spec.descriptions, catalogs: reader.catalogs)
  }
}
