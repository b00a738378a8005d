/// The programs a runner was built with, by name.
public struct ProgramCatalog: Sendable {
    /// All of them, in the order they were given.
    public let programs: [any ExperimentProgram.Type]

    /// A catalogue of `programs`; of two with one name the later wins.
    public init(_ programs: [any ExperimentProgram.Type]) {
        var kept: [any ExperimentProgram.Type] = []
        for program in programs {
            kept.removeAll { $0.name == program.name }
            kept.append(program)
        }
        self.programs = kept
    }

    /// The program called `name`.
    ///
    /// - Throws: `UnknownProgram` with what exists.
    public func program(named name: String) throws(UnknownProgram) -> any ExperimentProgram.Type {
        guard let program = programs.first(where: { $0.name == name }) else {
            throw UnknownProgram(name: name, known: programs.map { $0.name })
        }
        return program
    }
}

/// There is no program of that name.
public struct UnknownProgram: LabFault, Hashable {
    /// What was asked for.
    public let name: String
    /// What exists.
    public let known: [String]

    /// No program called `name` among `known`.
    public init(name: String, known: [String]) {
        self.name = name
        self.known = known
    }

    public var recovery: Recovery { .refuse }
    public var code: String { "invalid_input" }
    public var description: String { "There is no program called “\(name)”." }
    public var hint: String? {
        let guess = known.closest(to: name).map { "Did you mean “\($0)”? " } ?? ""
        return guess + "Programs: " + known.joined(separator: ", ") + "."
    }
}
