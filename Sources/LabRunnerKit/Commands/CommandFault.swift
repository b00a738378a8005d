import LabEngine
import LabValues

/// Something typed on the command line that cannot be.
struct CommandFault: LabFault {
    var description: String
    var hint: String?
    var recovery: Recovery { .refuse }
    /// `invalid_input`, or what else keeps the run from beginning.
    var code: String

    init(_ description: String, hint: String? = nil, code: String = "invalid_input") {
        self.description = description
        self.hint = hint
        self.code = code
    }
}

extension RunFault {
    /// The object `error` of `--json`.
    var facts: JSONValue { ["code": .string(code), "message": .string(message), "hint": .string(hint)] }

    /// The fault as an operator reads it.
    var lines: [String] {
        ["error: \(message)"] + (hint.map { ["  → \($0)"] } ?? [])
    }
}
