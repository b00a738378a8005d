import Foundation
import LabValues
import Testing

/// What a run has said so far.
extension Bench {
    /// Starts `lab-runner control …` and does not wait for it.
    func startControl(_ words: String...) throws -> ProgramRun {
        try ProgramRun("lab-runner", ["control"] + words + ["--state", stateDirectory.path], in: directory)
    }

    /// Waits for an event of that name, where asked for with a field that contains a text.
    func until(_ event: String, where field: String? = nil, contains text: String = "") async throws {
        let path = directory.appending(path: "runs/trial/events.jsonl")
        try await eventually("\(event) \(text)") {
            // No file yet: nothing was said yet; the last line may be half written.
            guard let said = try? String(contentsOf: path, encoding: .utf8) else { return false }
            return said.split(separator: "\n").contains { line in
                guard let message = try? JSONReader.read(Array(line.utf8)), message["event"]?.text == event else {
                    return false
                }
                return field.map { message["data"]?[$0]?.text?.contains(text) == true } ?? true
            }
        }
    }
}

#if Kafka
extension Kcat {
    /// Writes a command as another program would: without id, issuer or signature.
    func command(_ name: String, hoursAhead hours: Int, topic: String = "echem_commands") async throws {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let time = Timestamp(millisecondsSinceEpoch: now + Int64(hours) * 3_600_000)
        let line = #"{"type":"command","command":"\#(name)","timestamp":"\#(time)","params":{}}"#
        try await produce([line], topic: topic)
    }
}
#endif
