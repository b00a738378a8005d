internal import LabValues

extension StepNode {
    /// The node as a branch: its name in a path, and its content with what it inherits settled; nil for no step.
    func branch(inheriting above: Inherited) -> (segment: String, content: Branch.Content)? {
        let inherited = Inherited(
            role: role ?? above.role, interruption: interruption ?? above.interruption,
            isRepeatable: isRepeatable || above.isRepeatable)
        let given = name.flatMap { $0.pathSegment }
        switch content {
        case .action(let action):
            return (given ?? action.name.pathSegment ?? "Perform", .step(blueprint(of: action, inherited)))
        case .group(let nodes):
            if let given, let loop = nodes.onlyUnnamedLoop?.branch(inheriting: inherited) {
                return (given, loop.content)
            }
            return (given ?? "Group", .group(BranchList(nodes, inheriting: inherited)))
        case .rounds(let rounds):
            return (given ?? "for", .rounds(rounds.map { BranchList($0, inheriting: inherited) }))
        case .repetition(let count, let nodes):
            return (given ?? "Repeat", .repetition(count: count, BranchList(nodes, inheriting: inherited)))
        case .repeatUntil(let atMost, let nodes, let until):
            let list = BranchList(nodes, inheriting: inherited)
            let segment = given ?? "RepeatUntil"
            return (segment, .repeatUntil(name: name ?? segment, atMost: atMost, list, until: until))
        case .command: return nil
        }
    }

    private func blueprint(of action: Action, _ inherited: Inherited) -> StepBlueprint {
        var action = action
        var role: InstrumentRole?
        switch action {
        case .measure: role = inherited.role ?? .cell
        case .perform(let body):
            let roles = inherited.role.map { [$0] } ?? body.roles
            action = .perform(PerformBody(name: body.name, estimate: body.estimate, roles: roles, body: body.body))
            role = roles.first
        case .rest, .note: break
        }
        let isRepeatable = inherited.isRepeatable || action.isHarmlessToRepeat
        let usual: InterruptionPolicy =
            isRepeatable ? .restart(atMost: InterruptionPolicy.usualRestarts) : .stop
        return StepBlueprint(
            title: name?.printable ?? action.title.printable ?? "Perform", action: action, role: role,
            interruption: inherited.interruption ?? usual, isRepeatable: isRepeatable)
    }
}

extension [StepNode] {
    /// The loop without a name that is all there is: the group about it lends it its own.
    fileprivate var onlyUnnamedLoop: StepNode? {
        guard count == 1, let node = first, node.name == nil else { return nil }
        switch node.content {
        case .rounds, .repetition: return node
        case .action, .group, .repeatUntil, .command: return nil
        }
    }
}

extension String {
    /// The text as part of a path: `/` becomes `∕`; nil when nothing is left.
    fileprivate var pathSegment: String? { printable.map { String($0.map { $0 == "/" ? "∕" : $0 }) } }

    /// The text with blanks for control characters; nil when nothing is left.
    fileprivate var printable: String? {
        let cleaned = String(map { $0.unicodeScalars.contains(where: \.isControl) ? " " : $0 })
        return cleaned.allSatisfy(\.isWhitespace) ? nil : cleaned
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { properties.generalCategory == .control }
}
