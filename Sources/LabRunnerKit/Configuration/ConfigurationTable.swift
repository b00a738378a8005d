import LabValues

/// Every key with its effective value and where it comes from, as `config check` shows them; secrets stay hidden.
struct ConfigurationTable {
    /// One line of it.
    struct Row: Sendable, Hashable {
        var name: String
        /// Nil when nothing is set and nothing holds by default.
        var value: String?
        /// Nil when nothing is set.
        var source: String?
        var isSecret: Bool
    }

    let rows: [Row]
    let warnings: [String]

    /// The table of a configuration that was read.
    init(_ configuration: RunnerConfiguration) {
        let catalog = configuration.catalog
        let settings = configuration.settings.filled(with: catalog.keys(spelledAsIn: configuration.settings))
        let fixed = catalog.keys.filter { $0.shape != .table && !$0.name.contains("*") }
        let named = settings.values.keys.filter { name in !fixed.contains { $0.name == name } }
        let order = catalog.keys.map(\.name)
        let names = (fixed.map(\.name) + named).map { name in
            (place: catalog.key(named: name).flatMap { order.firstIndex(of: $0.name) } ?? order.count, name: name)
        }
        rows = names.sorted { ($0.place, $0.name) < ($1.place, $1.name) }.map { _, name in
            let value = settings[named: name]
            let isSecret = catalog.key(named: name)?.hides(name) ?? true
            return Row(
                name: name, value: isSecret ? value.map { _ in "(hidden)" } : value?.text, source: value?.source,
                isSecret: isSecret)
        }
        warnings = configuration.warnings
    }

    /// For people.
    var lines: [String] {
        let widths = (
            rows.map(\.name.count).max() ?? 0, rows.map { min($0.value?.count ?? 1, 40) }.max() ?? 0
        )
        return rows.map { row in
            row.name.padded(to: widths.0) + "  " + (row.value?.shownBriefly ?? "–").padded(to: widths.1) + "  "
                + (row.source ?? "not set")
        }
    }

    /// For programs.
    var json: JSONValue {
        [
            "settings": .array(
                rows.map { row in
                    [
                        "key": .string(row.name), "value": .string(row.isSecret ? nil : row.value),
                        "source": .string(row.source), "secret": .bool(row.isSecret),
                    ]
                }),
            "warnings": .array(warnings.map { .string($0) }), "faults": [],
        ]
    }
}
