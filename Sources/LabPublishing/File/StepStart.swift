import LabValues

/// What a `step_started` event says about the files of its step.
struct StepStart {
    let index: Int
    let attempt: Int
    let fileName: StepFileName
    /// What was sent to the instrument, when it is a text.
    let script: String?
    /// The file extension of the script: `mscr`.
    let scriptType: String

    /// Where the script goes.
    var scriptPath: String { "scripts/\(fileName.stem(attempt: attempt)).\(scriptType)" }

    /// Nil for any other message.
    init?(_ message: NumberedMessage) {
        guard case .event(.stepStarted, let data) = message.message.content else { return nil }
        guard let index = data["step_index"]?.int else { return nil }
        self.index = index
        attempt = data["attempt"]?.int ?? 1
        fileName = StepFileName(
            index: index, title: data["step_name"]?.text ?? "", technique: data["technique"]?.text ?? "")
        script = data["script"]?.text
        let type = data["script_type"]?.text ?? ""
        let isPlain = type.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        scriptType = isPlain && !type.isEmpty && type.utf8.count <= 12 ? type : "txt"
    }
}
