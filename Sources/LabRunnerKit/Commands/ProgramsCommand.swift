import ArgumentParser
import LabPrograms
import LabValues

/// `lab-runner programs`.
struct ProgramsCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "programs", abstract: "Lists the programs with their parameters, defaults, units and ranges.")

    @Flag(help: "Prints JSON.")
    var json = false

    func run(in lab: Lab) async -> Int32 {
        if json {
            let list = lab.programs.programs.map(Self.facts)
            lab.output.line(String(decoding: JSONValue.array(list).encoded, as: UTF8.self))
            return 0
        }
        for program in lab.programs.programs {
            lab.output.line("\(program.name)")
            lab.output.line("    \(program.summary)")
            for line in Self.table(program.declaredParameters) { lab.output.line("    " + line) }
        }
        return 0
    }

    private static func table(_ parameters: [ParameterDescription]) -> [String] {
        let rows = parameters.map { parameter in
            [
                "\(parameter.name)=\(parameter.defaultText)", parameter.label,
                parameter.rangeText.map { "(\($0))" } ?? "(\(parameter.kind))",
            ]
        }
        let widths = (0..<2).map { column in rows.map { $0[column].count }.max() ?? 0 }
        var lines: [String] = []
        for (parameter, row) in zip(parameters, rows) {
            lines.append(zip(row, widths).map { $0.padded(to: $1) }.joined(separator: "  ") + "  " + row[2])
            if !parameter.help.isEmpty { lines.append("".padded(to: widths[0] + 2) + parameter.help) }
        }
        return lines
    }

    private static func facts(_ program: any ExperimentProgram.Type) -> JSONValue {
        let parameters = program.declaredParameters.map { parameter -> JSONValue in
            [
                "name": .string(parameter.name), "label": .string(parameter.label), "help": .string(parameter.help),
                "kind": .string(parameter.kind), "default": .string(parameter.defaultText),
                "range": .string(parameter.rangeText), "example": .string(parameter.example),
            ]
        }
        return [
            "name": .string(program.name), "summary": .string(program.summary), "parameters": .array(parameters),
        ]
    }
}

extension String {
    /// The text with blanks after it, `width` characters wide at least.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
