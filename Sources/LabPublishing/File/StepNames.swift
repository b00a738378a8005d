import LabValues

/// What the files of each step are called, as far as `step_started` events have said.
struct StepNames {
    private var runs: [StepRun: (seq: Int, name: StepFileName)] = [:]
    private var titles: [Int: StepFileName] = [:]

    /// Takes note of the start of a step, told by message `seq`.
    mutating func note(_ step: StepStart, at seq: Int) {
        runs[StepRun(index: step.index, attempt: step.attempt)] = (seq, step.fileName)
        titles[step.index] = step.fileName
    }

    /// The message that told the start of `run`: its points come after it.
    func start(of run: StepRun) -> Int? { runs[run]?.seq }

    /// The runs started last, each with the message that told the start of the one after it.
    func latest(_ count: Int) -> [(run: StepRun, next: Int?)] {
        let order = runs.sorted { $0.value.seq < $1.value.seq }.suffix(count)
        return zip(order, order.dropFirst().map { Optional($0.value.seq) } + [nil]).map { ($0.key, $1) }
    }

    /// The name of the table of `run`, without its extension; the technique stands in for a title nobody told.
    func stem(of run: StepRun, technique: TechniqueCode) -> String {
        let name = runs[run]?.name ?? titles[run.index]
        return (name ?? StepFileName(index: run.index, title: "", technique: technique.rawValue))
            .stem(attempt: run.attempt)
    }
}
