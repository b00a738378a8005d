import LabValues

/// What stands in a stored line before its points or its event's data: enough to find one's way, at little cost.
struct MessageHead {
    let experiment: String
    let seq: Int
    /// The event it tells; nil for points.
    let event: EventName?
    /// Whose points it holds; nil for an event.
    let run: StepRun?
    let technique: TechniqueCode
    /// Whether the points are of a phase, which no table shows.
    let isPhase: Bool

    /// Nil for a line that does not begin as our own lines do.
    ///
    /// The mark that ends the head cannot stand inside a JSON text, whose quotation marks are escaped.
    init?(_ line: [UInt8]) {
        let isPoints = line.starts(with: #"{"type":"echem_data""#.utf8)
        let mark = Array((isPoints ? #","points":["# : #","data":{"#).utf8)
        guard let end = line.indices.first(where: { line[$0] == mark[0] && line[$0...].starts(with: mark) }),
            let head = try? JSONReader.read(line[..<end] + "}".utf8),  // what cannot be read is not ours
            let experiment = head["experiment_id"]?.text, let seq = head["seq"]?.int
        else { return nil }
        (self.experiment, self.seq) = (experiment, seq)
        isPhase = head["phase"] != nil
        technique = TechniqueCode(rawValue: head["technique"]?.text ?? "")
        if isPoints {
            guard let index = head["step_index"]?.int, let attempt = head["attempt"]?.int else { return nil }
            (event, run) = (nil, StepRun(index: index, attempt: attempt))
        } else {
            guard head["type"] == "experiment_event", let name = head["event"]?.text else { return nil }
            (event, run) = (EventName(rawValue: name), nil)
        }
    }
}
