import LabPrograms

/// A program of the steps it is given.
struct Sheet: ExperimentProgram {
    static let summary = "the steps at hand"
    var list = StepList {}

    init() {}
    init(@StepBuilder _ content: () -> StepList) { list = content() }
    var steps: some Steps { list }
}

/// The recipe of the steps in the braces.
func recipe(@StepBuilder _ content: () -> StepList) -> Recipe { Recipe(Sheet(content)) }

/// The paths of the steps in the braces, in order.
func paths(@StepBuilder _ content: () -> StepList) -> [String] { recipe(content).items.map(\.path) }

extension Recipe.Item {
    var step: Step? { if case .step(let step) = self { step } else { nil } }
    var loop: RepeatUntilItem? { if case .repeatUntil(let loop) = self { loop } else { nil } }
}

extension CyclicVoltammetry {
    /// A window of 0.8 V at 100 mV/s and 10 mV a step: 161 points, 16.1 s.
    static let example = Self(
        begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .millivoltsPerSecond(100),
        step: .millivolts(10))
}
