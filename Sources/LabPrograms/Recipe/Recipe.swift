public import LabValues

/// A program unrolled into steps in order, each with its path: what is checked, shown and run.
public struct Recipe: Sendable {
    /// A step, or a loop that ends on data.
    public enum Item: Sendable {
        /// One step.
        case step(Step)
        /// A loop whose length the data decide.
        case repeatUntil(RepeatUntilItem)

        /// Where it stands.
        public var path: String {
            switch self {
            case .step(let step): step.path
            case .repeatUntil(let loop): loop.path
            }
        }
    }

    /// The most steps a recipe may have when its loops are unrolled.
    public static let mostSteps = 1_000_000

    /// The program's name.
    public let name: String
    /// The program's one line.
    public let summary: String
    /// The program's parameters by name, as a user would write them.
    public let parameters: JSONObject
    /// The limits the program wants kept.
    public let limits: SafetyLimits
    /// The state in which a pause between steps waits.
    public let pauseState: PauseState
    /// The steps in order; loops are unrolled where they are read, so a long recipe costs no memory.
    public let items: RecipeItems
    /// The commands of its own that the program reacts to, in the order they are declared.
    public let commands: [RecipeCommand]
    /// Declarations of commands that stand where none may stand.
    let misplacedCommands: [ParameterFault]
    /// A text that changes when name, parameters, steps or commands change: `fnv1a:…`.
    public let digest: String

    /// The recipe of a program with the parameters it has.
    public init(_ program: any ExperimentProgram) {
        name = type(of: program).name
        summary = type(of: program).summary
        parameters = program.parameterTexts
        limits = program.limits
        pauseState = program.pauseState
        let nodes = program.stepNodes
        items = RecipeItems(BranchList(nodes, inheriting: Inherited()), path: "")
        commands = nodes.compactMap(RecipeCommand.init)
        misplacedCommands = nodes.misplacedCommands(below: "")
        digest = RecipeDigest.text(name: name, parameters: parameters, steps: items.branches, commands: commands)
    }

    /// How many steps it has at most, loops unrolled.
    public var stepCount: Int { items.branches.mostSteps }

    /// The instruments it needs, in the order it needs them.
    public var roles: [InstrumentRole] {
        var roles: [InstrumentRole] = []
        items.branches.visit(path: "") { branch, path in
            for role in branch.step?.placed(at: path).roles ?? [] where !roles.contains(role) { roles.append(role) }
        }
        for role in commands.flatMap(\.step.roles) where !roles.contains(role) { roles.append(role) }
        return roles
    }
}

extension ExperimentProgram {
    fileprivate var stepNodes: [StepNode] { steps.nodes }
}
