import LabValues

/// `Documentation/Reference/Configuration.md`, made of the keys a runner knows.
struct ConfigurationReference {
    let catalog: SettingCatalog

    /// The page as Markdown.
    var text: String { ([Self.opening] + sections + [Self.closing]).joined(separator: "\n\n") + "\n" }

    private var sections: [String] {
        var groups: [(name: String, keys: [SettingKey])] = []
        for key in catalog.keys {
            let name = key.name.split(separator: ".").first.map(String.init) ?? key.name
            if let place = groups.firstIndex(where: { $0.name == name }) {
                groups[place].keys.append(key)
            } else {
                groups.append((name, [key]))
            }
        }
        return groups.map { group in
            let head =
                "## \(group.name)\n\n| key | what stands there | default | environment | meaning |\n|---|---|---|---|---|"
            return ([head] + group.keys.map(Self.row)).joined(separator: "\n")
        }
    }

    private static func row(_ key: SettingKey) -> String {
        let isTable = key.shape == .table
        let name = isTable ? key.name + ".*" : key.name
        let variable =
            isTable
            ? key.environmentName + "_…"
            : key.name.split(separator: "*", omittingEmptySubsequences: false)
                .map { SettingKey.environmentName(of: String($0)).dropFirst("LAB_".count) }.joined(separator: "NAME")
                .prefixed(with: "LAB_")
        return "| `\(name)` | \(key.shape.words) | \(key.standard.map { "`\($0)`" } ?? "–") | `\(variable)` | "
            + "\(key.summary) |"
    }

    private static let opening = """
        # Configuration

        What the command line cannot say stands in a file, `--config lab.yaml`, and in environment variables. A flag goes
        before the environment, the environment before the file, the file before the default. There is no file unless one
        is named.

        ```yaml
        station: bench-2
        metadata:
          operator: Ada
          electrode_area: 0.0707 cm²
          required: [sample, operator]
        limits:
          i_max: 1 mA
        publishers:
          archive: { sink: "file:/data/runs" }
        ```

        * Everything that is set is checked before anything is touched, needed or not, and all faults are told at once:
          `lab-runner config check --config lab.yaml`. A malformed value is an error; it never falls back to a default.
        * The file is YAML in UTF-8, at most 1 MiB, 32 levels and 4000 names and values; anchors and aliases are refused.
          `kafka: {caFile: ca.pem}` and `kafka.caFile: ca.pem` say the same. The path of a file begins where the file that
          names it lies; one in the environment, where the runner starts.
        * An environment variable is `LAB_` and the key in capitals, its words joined by `_`. In `kafka.properties` an `_`
          stands for a dot, elsewhere for itself. A variable that begins like a group of keys and is none is an error,
          any other `LAB_…` a warning.
        * A limit is a value, and after it, where wanted, how long readings must stay beyond it (`,for=3` points in a row, or
          `,for=200ms`) and what a breach does (`,action=stop`, `pause` or `endStep`): `i_max: "1 mA,for=3,action=pause"`. Of
          two limits with one name, wherever they were set, the tighter value, the graver action and the shorter `for` hold.
        * Secrets stand in the environment, in a file of their own (mode 0600, at most 64 KiB), or in a configuration file
          that only its owner may read (mode 0600). They are never printed, nor is the value of an unknown key.
        """

    private static let closing = """
        This page is made by the program: `swift run lab-runner config reference > Documentation/Reference/Configuration.md`.
        """
}

extension SettingKey.Shape {
    /// What stands here, for a table.
    fileprivate var words: String {
        switch self {
        case .text: "text"
        case .secret: "text, secret"
        case .table: "texts by name"
        case .flag: "`true` or `false`"
        case .choice(let choices): choices.map { "`\($0)`" }.joined(separator: ", ")
        case .file, .files, .secretFile, .integer, .bytes, .duration, .quantity, .list: expectation
        case .limit(_, let value): value.words
        }
    }
}

extension String {
    fileprivate func prefixed(with prefix: String) -> String { prefix + self }
}
