/// Reads the lines of a recipe: steps, `for`, `if`, `switch`, and constants between them.
@resultBuilder
public enum StepBuilder {
    /// A step.
    public static func buildExpression(_ steps: some Steps) -> [StepNode] { steps.nodes }
    /// A step that may be absent.
    public static func buildExpression(_ steps: (some Steps)?) -> [StepNode] { steps?.nodes ?? [] }
    /// Any step, its type known only at run time.
    public static func buildExpression(_ steps: any Steps) -> [StepNode] { steps.nodes }
    /// Anything else is refused with a sentence.
    @available(
        *, unavailable,
        message: "this line is no step: write a technique, Rest, Hold, Group, Repeat, RepeatUntil, Perform or OnCommand"
    )
    public static func buildExpression<T>(_ value: T) -> [StepNode] { [] }
    /// Lines one after the other.
    public static func buildBlock(_ lines: [StepNode]...) -> [StepNode] { lines.flatMap(\.self) }
    /// `if` without `else`.
    public static func buildOptional(_ lines: [StepNode]?) -> [StepNode] { lines ?? [] }
    /// `if`, or an early case.
    public static func buildEither(first lines: [StepNode]) -> [StepNode] { lines }
    /// `else`, or a later case.
    public static func buildEither(second lines: [StepNode]) -> [StepNode] { lines }
    /// `for`: its rounds are numbered in the paths of the steps.
    public static func buildArray(_ rounds: [[StepNode]]) -> [StepNode] { [StepNode(.rounds(rounds))] }
    /// `if #available`.
    public static func buildLimitedAvailability(_ lines: [StepNode]) -> [StepNode] { lines }
    /// The whole recipe.
    public static func buildFinalResult(_ lines: [StepNode]) -> StepList { StepList(nodes: lines) }
}
