import ArgumentParser
import LabEngine
import LabPrograms
import LabValues

/// `lab-runner resume EXPERIMENT_DIR`.
struct ResumeCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Goes on with an experiment whose runner died or was stopped.",
        discussion: """
            Under the same experiment id, into the same files, with the first step that is not completed. Refused when \
            the experiment is still running, when it is completed (without --from), and when program, parameters or \
            instruments are not those it was begun with. Exit codes as for run.
            """)

    @OptionGroup var options: ResumeOptions

    func run(in lab: Lab) async -> Int32 {
        let plan: PlannedRun
        do { plan = try await PlannedRun.resuming(options, in: lab) } catch {
            let fault = RunFault(error, code: (error as? any LabFault)?.code ?? "invalid_input")
            let report = RunReport(outcome: .refused, reason: "invalid_input", fault: fault)
            return lab.report(
                RunSummary(experiment: nil, program: nil, result: RunSession.Result(report: report)),
                asJSON: options.json)
        }
        lab.warn(plan.warnings + plan.diskWarnings)
        let console = RunConsole(lab.console, clock: lab.clock)
        let result = await RunSession(plan: plan, lab: lab, console: console).run()
        return lab.report(
            RunSummary(
                experiment: plan.experiment.text, program: plan.recipe.recipe.name, result: result),
            asJSON: options.json
        )
    }
}
