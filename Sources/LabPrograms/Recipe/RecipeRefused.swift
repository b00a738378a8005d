public import LabValues

/// Everything that is wrong with a recipe.
public struct RecipeRefused: LabFault, Hashable {
    /// At least one fault, each with its path, in the order of the steps.
    public let faults: [ParameterFault]

    /// A refusal for these reasons.
    public init(faults: [ParameterFault]) { self.faults = faults }

    public var recovery: Recovery { .refuse }
    public var code: String { "invalid_input" }
    public var hint: String? { faults.compactMap(\.hint).first }

    /// Up to twenty faults, a line each.
    public var description: String {
        let shown = faults.prefix(20).map(\.description)
        let more = faults.count > shown.count ? ["… and \(faults.count - shown.count) more."] : []
        return (shown + more).joined(separator: "\n")
    }
}
