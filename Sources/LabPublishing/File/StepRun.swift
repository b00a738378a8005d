import LabValues

/// One run of one step: what has a table of its own.
struct StepRun: Hashable {
    let index: Int
    let attempt: Int
}

extension PointBatch {
    var run: StepRun { StepRun(index: stepIndex, attempt: attempt) }

    /// Whether its points stand in a table.
    var hasRows: Bool { phase == nil && !points.isEmpty }
}
