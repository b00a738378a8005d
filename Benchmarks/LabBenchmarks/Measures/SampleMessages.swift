import LabValues

/// Messages as a run makes them.
enum SampleMessages {
    private static let start = Timestamp(millisecondsSinceEpoch: 1_768_473_000_000)

    /// About 200 bytes.
    static func event(_ number: Int) -> LabMessage {
        LabMessage(
            timestamp: start + .milliseconds(number),
            content: .event(
                .note, data: JSONObject([("step_index", .integer(number % 100)), ("text", "Argon on, lid closed.")])))
    }

    /// About 270 bytes: what a slow measurement sends for every point.
    static func point(_ number: Int) -> LabMessage {
        let seconds = Double(number) / 1000
        let point = EchemPoint(
            time: .seconds(seconds), potential: .volts(0.5 - seconds / 1000),
            current: .microamperes(1.25 + seconds / 7))
        let batch = PointBatch(
            technique: TechniqueCode(rawValue: "CV"), instrument: .cell, stepIndex: 1, attempt: 1, cycle: 1,
            segment: 1, phase: nil, t0: start, isSimulated: false, points: [point])
        return LabMessage(timestamp: start + .milliseconds(number), content: .points(batch))
    }
}
