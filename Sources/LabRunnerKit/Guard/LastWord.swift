import LabEngine
import LabValues

/// The event that a run would have ended with, said for it by its guard.
struct LastWord: Sendable {
    let message: LabMessage

    init(rescued: [RescueWork.Rescued], wasKilled: Bool, time: Timestamp) {
        let safe = rescued.map { ($0.instrument.role.rawValue, JSONValue.string($0.finding.state.rawValue)) }
        let sentence =
            wasKilled
            ? "The runner did not react any more; its guard ended it and made the instruments safe."
            : "The runner died; its guard made the instruments safe."
        let unsafe = rescued.filter { $0.finding.state == .unconfirmed }
        let data = JSONObject([
            ("outcome", "failed"), ("reason", "runner_died"),
            ("simulated", .bool(rescued.contains { $0.instrument.identity.isSimulated })),
            ("safe", .object(JSONObject(safe))),
            (
                "error",
                [
                    "code": "runner_died",
                    "message": .string(
                        unsafe.isEmpty
                            ? sentence : "The runner died, and not every instrument could be made safe."),
                    "hint": .string(unsafe.isEmpty ? nil : "Disconnect the working electrode; then: lab-runner safe."),
                ]
            ),
            ("troubles", .array(unsafe.flatMap(\.finding.troubles).map { .string($0) })),
        ])
        message = LabMessage(timestamp: time, content: .event(.experimentFinished, data: data))
    }
}
