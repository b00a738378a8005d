public import LabValues

extension ExperimentProgram {
    var declared: [(name: String, parameter: any DeclaredParameter)] {
        Mirror(reflecting: self).children.compactMap { child in
            guard let label = child.label, let parameter = child.value as? any DeclaredParameter else { return nil }
            return (label.hasPrefix("_") ? String(label.dropFirst()) : label, parameter)
        }
    }

    /// What can be set, in the order it is declared.
    public static var declaredParameters: [ParameterDescription] {
        Self().declared.map { $0.parameter.description(named: $0.name) }
    }

    /// The parameters by name, as a user would write them.
    public var parameterTexts: JSONObject {
        JSONObject(declared.map { ($0.name, .string($0.parameter.text)) })
    }

    /// A new program with these parameters set and the others at their defaults.
    ///
    /// - Throws: `BadParameter` at the first that is unknown, malformed, out of range or given twice.
    public static func configured(_ settings: [(name: String, value: String)]) throws(BadParameter) -> Self {
        let program = Self()
        let declared = program.declared
        var set: Set<String> = []
        for (name, value) in settings {
            guard let parameter = declared.first(where: { $0.name == name })?.parameter else {
                throw .unknownName(name, program: Self.name, known: declared.map(\.name))
            }
            guard set.insert(name).inserted else { throw .givenTwice(name) }
            try parameter.set(value, named: name)
        }
        for (name, parameter) in declared where !set.contains(name) { try parameter.checkDefault(named: name) }
        return program
    }
}
