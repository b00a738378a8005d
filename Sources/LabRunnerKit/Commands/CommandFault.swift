import LabEngine
import LabValues

/// Something typed on the command line that cannot be.
struct CommandFault: LabFault {
    var description: String
    var hint: String?
    var recovery: Recovery { .refuse }
    var code: String { "invalid_input" }

    init(_ description: String, hint: String? = nil) {
        self.description = description
        self.hint = hint
    }
}

extension RunFault {
    /// The fault as an operator reads it.
    var lines: [String] {
        ["error: \(message)"] + (hint.map { ["  → \($0)"] } ?? [])
    }
}
