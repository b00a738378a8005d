import ArgumentParser
import LabEngine
import LabValues

/// `lab-runner run PROGRAM`.
struct RunCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs a program and keeps every point.",
        discussion: """
            Exit codes: 0 completed, 1 failed, 2 refused for what was typed, 3 stopped, 4 instrument not reachable or \
            another one, 5 the cell is not confirmed off.
            """)

    @OptionGroup var options: RunOptions

    @Flag(help: "Checks and shows like `plan`; opens no port, writes no file.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "Writes down what goes over the wire, for replay:FILE; with several instruments into FILE.ROLE.",
            valueName: "file"))
    var record: String?

    func run(in lab: Lab) async -> Int32 {
        if dryRun { return await PlanCommand.show(options, withScript: false, in: lab) }
        let plan: PlannedRun
        do { plan = try PlannedRun(options, in: lab) } catch { return lab.refuse(error, options) }
        lab.warn(plan.warnings + plan.diskWarnings)
        let console = RunConsole(lab.console, clock: lab.clock)
        let result = await RunSession(plan: plan, lab: lab, console: console, record: record).run()
        return lab.report(
            RunSummary(experiment: plan.experiment.text, program: options.program, result: result), asJSON: options.json
        )
    }
}

extension Lab {
    /// Says why nothing was begun; exit code 2.
    func refuse(_ error: any Error, _ options: RunOptions) -> Int32 {
        let fault = RunFault(error, code: "invalid_input")
        let report = RunReport(outcome: .refused, reason: "invalid_input", fault: fault)
        return self.report(
            RunSummary(experiment: nil, program: options.program, result: RunSession.Result(report: report)),
            asJSON: options.json)
    }

    /// Tells what looks wrong and keeps nothing from going on.
    func warn(_ warnings: [String]) {
        for warning in warnings { console.line("warning: \(warning)") }
    }

    /// Prints a summary; the result is the exit code.
    func report(_ summary: RunSummary, asJSON: Bool) -> Int32 {
        for line in summary.lines { console.line(line) }
        if asJSON { output.line(String(decoding: summary.json.encoded, as: UTF8.self)) }
        return summary.result.report.exitCode
    }
}
