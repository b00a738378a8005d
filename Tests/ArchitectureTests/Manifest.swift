/// What `Package.swift` says each target depends on, read from its text.
///
/// Reads the calls this manifest uses: `floor`, `room`, `.target` and `.executableTarget`; a `.systemLibrary` holds no
/// Swift code, and a `.target` under a condition is a dependency. A name with `\(name)` or `\($0)` in it stands for one name per instrument.
struct Manifest {
    private(set) var dependencies: [String: Set<String>] = [:]

    init(_ text: String, instruments: [String]) {
        let opening = /(?m)^\s*(?:floor|room|\.target(?!\([^)]*condition:)|\.executableTarget)\(/
        for match in text.matches(of: opening) {
            let names = Self.names(inCallFrom: text[match.range.upperBound...])
            guard let target = names.first else { continue }
            record(target, on: Array(names.dropFirst()), instruments: instruments)
        }
    }

    private mutating func record(_ target: String, on names: [String], instruments: [String]) {
        guard Self.isPattern(target) else {
            dependencies[target] = Set(names.flatMap { Self.expand($0, instruments) })
            return
        }
        for instrument in instruments {
            dependencies[Self.fill(target, instrument)] = Set(names.map { Self.fill($0, instrument) })
        }
    }

    /// The string literals of a call up to its closing parenthesis, without paths, package names, traits and C macros.
    private static func names(inCallFrom text: Substring) -> [String] {
        let call = String(upToClosing(text)).replacing(/\.when\([^)]*\)/, with: "")
            .replacing(/\.define\([^)]*\)/, with: "")
        return call.matches(of: /(?:(\w+):\s*)?"((?:\\\([^)]*\)|[^"])*)"/)
            .filter { !["at", "path", "package", "pkgConfig"].contains($0.output.1.map(String.init)) }
            .map { String($0.output.2) }
    }

    private static func upToClosing(_ text: Substring) -> Substring {
        var depth = 1
        for place in text.indices {
            if text[place] == "(" { depth += 1 }
            if text[place] == ")" { depth -= 1 }
            if depth == 0 { return text[..<place] }
        }
        return text
    }

    private static func isPattern(_ name: String) -> Bool { name.contains("\\(") }

    private static func expand(_ name: String, _ instruments: [String]) -> [String] {
        isPattern(name) ? instruments.map { fill(name, $0) } : [name]
    }

    private static func fill(_ name: String, _ instrument: String) -> String {
        name.replacing(/\\\([^)]*\)/, with: instrument)
    }
}
