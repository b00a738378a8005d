import ArgumentParser
import LabEngine
import LabValues
import Synchronization

/// `lab-runner demo`.
struct DemoCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Runs a real CV on the simulated cell and draws it in the terminal.")

    @Option(help: "Where the files go.")
    var directory = "./runs"

    @Option(help: "Device seconds per real second, or max; 1 is real time (16 s).")
    var speed = "4"

    func run(in lab: Lab) async -> Int32 {
        let arguments = [
            "cyclic-voltammetry", "--instrument", "emstat@sim:redox?speed=\(speed)", "--publish", "file:\(directory)",
            "--meta", "sample=demonstration",
        ]
        let curve = Mutex([(x: Double, y: Double)]())
        do {
            let options = try RunOptions.reading(arguments)
            let plan = try PlannedRun(options, in: lab)
            let console = RunConsole(lab.console, clock: lab.clock)
            console.say("A cyclic voltammogram of a reversible redox couple, on a simulated EmStat Pico.")
            var session = RunSession(plan: plan, lab: lab, console: console)
            session.observe = { message in
                guard case .points(let batch) = message.content, batch.phase == nil else { return }
                let points = batch.points.compactMap { point -> (x: Double, y: Double)? in
                    guard let potential = point.potential, let current = point.current else { return nil }
                    return (potential.volts, current.amperes)
                }
                curve.withLock { $0 += points }
            }
            var result = await session.run()
            let hint = result.report.fault?.hint  // in the words of run
            result.report.fault?.hint = hint?.replacing("--publish file:DIR", with: "--directory DIR")
            if result.report.outcome != .refused { draw(curve.withLock { $0 }, in: lab) }
            return lab.report(
                RunSummary(experiment: plan.experiment.text, program: options.program, result: result), asJSON: false)
        } catch {
            for line in RunFault(error).lines { lab.console.line(line) }
            return 2
        }
    }

    private func draw(_ points: [(x: Double, y: Double)], in lab: Lab) {
        let plot = CurvePlot(
            x: .init(name: "E (simulated)", unit: "V"), y: .init(name: "i", unit: "A"), points: points)
        lab.output.line("")
        for line in plot.lines(columns: lab.output.columns) { lab.output.line(line) }
        lab.output.line("")
        lab.output.flush()
    }
}
