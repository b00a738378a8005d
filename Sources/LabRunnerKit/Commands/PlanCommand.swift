import ArgumentParser
import LabInstruments
import LabPrograms
import LabValues

/// `lab-runner plan PROGRAM`.
struct PlanCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Checks a program and shows its steps; opens no port, writes no file.")

    @OptionGroup var options: RunOptions

    @Flag(help: "Shows what would be sent to the instrument.")
    var script = false

    func run(in lab: Lab) async -> Int32 { await Self.show(options, withScript: script, in: lab) }

    /// Shows the plan of what was typed; the result is the exit code.
    static func show(_ options: RunOptions, withScript: Bool, in lab: Lab) async -> Int32 {
        let plan: PlannedRun
        do { plan = try PlannedRun(options, in: lab) } catch { return lab.refuse(error, options) }
        lab.warn(plan.warnings + plan.diskWarnings)
        let table = PlanTable(plan: plan, withScript: withScript)
        if options.json {
            lab.output.line(String(decoding: table.json.encoded, as: UTF8.self))
        } else {
            for line in table.lines { lab.output.line(line) }
        }
        return 0
    }
}
