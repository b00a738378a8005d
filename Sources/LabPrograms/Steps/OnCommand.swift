public import LabValues

/// A command of the program's own: what happens when somebody sends `lab-runner control send NAME`.
///
/// It is no step of the plan. The code runs between two steps, as a step of its own, once for each command that came;
/// like `Perform` it is lent a bench and may measure, and an error it throws ends the run.
///
/// Stands among the steps at the top of the program, where it holds for the whole run, whatever line it is on; inside
/// a group or a loop it is refused. Its name is like `rinse` or `take-sample`: lower-case letters, digits, `-` and `_`.
public struct OnCommand: Steps {
    private let body: PerformBody

    /// Runs `body` whenever the command `name` comes.
    ///
    /// - Parameters:
    ///   - estimate: how long it takes, for whoever waits for it.
    ///   - roles: the instruments it may use.
    public init(
        _ name: String, estimate: Duration? = nil, using roles: [InstrumentRole] = [.cell],
        _ body: @escaping @Sendable (any Bench) async throws -> Void
    ) {
        self.body = PerformBody(name: name, estimate: estimate, roles: roles, body: body)
    }

    public var nodes: [StepNode] { [StepNode(.command(body))] }
}
