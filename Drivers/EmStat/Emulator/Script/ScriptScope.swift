/// The names a script has declared.
struct ScriptScope {
    private var variables: [String: Int] = [:]
    private var arrays: Set<String> = []

    var variableCount: Int { variables.count }

    func variable(named name: String) -> Int? {
        variables[name]
    }

    func isTaken(_ name: String) -> Bool {
        variables[name] != nil || arrays.contains(name)
    }

    mutating func declareVariable(_ name: String) {
        variables[name] = variables.count
    }

    mutating func declareArray(_ name: String) {
        arrays.insert(name)
    }

    /// Every variable type of MethodSCRIPT 1.9.
    static let variableTypes: Set<String> = {
        let families = [
            "a": "abcdefghistuvwxyz", "b": "ab", "c": "abcdefghijklmnopqrstuvwxyz", "d": "abcd", "e": "abcdefg",
            "h": "abcd", "i": "abcd", "j": "abcd",
        ]
        return Set(families.flatMap { family, members in members.map { family + String($0) } })
    }()
}
