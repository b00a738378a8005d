internal import LabValues

/// A command that a program reacts to.
public struct RecipeCommand: Sendable {
    /// What it is called on the wire.
    public let name: String
    /// What is done about it, each time it comes.
    public let step: Step

    /// The longest name, in letters.
    public static let longestName = 64

    /// The command that a node of a program declares; nil for a step.
    init?(_ node: StepNode) {
        guard case .command(let body) = node.content else { return nil }
        name = body.name
        let roles = node.role.map { [$0] } ?? body.roles
        step = Step(
            path: "OnCommand/\(name)", title: node.name ?? name,
            action: .perform(PerformBody(name: name, estimate: body.estimate, roles: roles, body: body.body)),
            role: roles.first, interruption: node.interruption ?? .stop, isRepeatable: node.isRepeatable)
    }

    /// What is wrong with its name, beside those of others; then it is taken.
    func nameFault(among names: inout Set<String>) -> ParameterFault? {
        func fault(_ limit: String) -> ParameterFault {
            ParameterFault(path: step.path, parameter: "name", value: "“\(name)”", limit: limit)
        }
        if name.wholeMatch(of: /[a-z][a-z0-9_-]*/) == nil || name.utf8.count > Self.longestName {
            return fault("a lower-case letter, then up to 63 of a…z, 0…9, “_” and “-”")
        }
        if CommandName.builtIn.contains(name) { return fault("none of " + CommandName.builtIn.joined(separator: ", ")) }
        return names.insert(name).inserted ? nil : fault("one that no other OnCommand has")
    }
}

extension [StepNode] {
    /// What is wrong with commands that are declared inside a group or a loop.
    func misplacedCommands(below path: String) -> [ParameterFault] {
        flatMap { node -> [ParameterFault] in
            let inner: (name: String, nodes: [StepNode])
            switch node.content {
            case .action: return []
            case .command(let body): return path.isEmpty ? [] : [.misplaced(body.name, in: path)]
            case .group(let nodes): inner = ("Group", nodes)
            case .rounds(let rounds): inner = ("for", rounds.first ?? [])
            case .repetition(_, let nodes): inner = ("Repeat", nodes)
            case .repeatUntil(_, let nodes, _): inner = ("RepeatUntil", nodes)
            }
            let name = node.name ?? inner.name
            return inner.nodes.misplacedCommands(below: path.isEmpty ? name : path + "/" + name)
        }
    }
}

extension ParameterFault {
    fileprivate static func misplaced(_ name: String, in path: String) -> Self {
        Self(
            path: path, parameter: "OnCommand", value: "“\(name)”",
            limit: "one at the top of the program, where it holds for the whole run",
            remedy: "Move it out of the group or loop.")
    }
}
