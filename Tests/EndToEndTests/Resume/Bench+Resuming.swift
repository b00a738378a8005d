import Foundation
import LabValues
import Testing

/// Runs that die and are gone on with.
extension Bench {
    /// Five steps: open circuit, rest, a CV, rest, a CV.
    static let study = [
        "--set", "rates=100,200mV/s", "--set", "openCircuit=1s", "--set", "rest=1s", "--set", "cycles=1", "--set",
        "step=10mV",
    ]

    /// Begins the study; without a guard, which would end the record of a run that is killed.
    func startStudy(_ words: [String] = ["--no-guard"]) throws -> ProgramRun {
        try start("scan-rate-study", Self.study + words)
    }

    /// Starts `lab-runner resume`.
    func startResuming(_ words: [String] = [], _ experiment: String = "runs/trial") throws -> ProgramRun {
        try ProgramRun(
            "lab-runner", ["resume", experiment, "--json", "--state", stateDirectory.path] + words, in: directory)
    }

    /// Resumes to the end.
    func resume(_ words: [String] = [], _ experiment: String = "runs/trial") async throws -> RunEnding {
        try RunEnding(await startResuming(words, experiment).ending(within: 120))
    }

    /// Resumes to the end as soon as the guard of the life before lets the instrument go.
    func resumeAfterGuard() async throws -> RunEnding {
        try await eventually("the guard's last word") {
            try self.files().event(.experimentFinished).last?["reason"] == "runner_died"
        }
        let start = ContinuousClock.now
        while true {
            let ending = try await resume()
            guard ending.exitCode == 4, ContinuousClock.now - start < .seconds(30) else { return ending }
        }
    }

    /// Kills a run once points of this step and attempt are on the disk.
    func kill(_ run: ProgramRun, inStep index: Int, attempt: Int = 1) async throws {
        let data = directory.appending(path: "runs/trial/data.jsonl")
        let mark = Data(#""step_index":\#(index),"attempt":\#(attempt),"#.utf8)
        try await eventually("points of step \(index)", within: .seconds(60)) {
            // Not there yet: the next look.
            (try? Data(contentsOf: data))?.range(of: mark) != nil
        }
        run.send(SIGKILL)
        _ = await run.exitCode()
    }

    /// The events as they lie on the disk.
    func storedEvents() throws -> Data { try Data(contentsOf: directory.appending(path: "runs/trial/events.jsonl")) }
}

extension RunFiles {
    /// Index and attempt of every event called `name`.
    func places(_ name: EventName) -> [[Int]] {
        event(name).map { [$0["step_index"]?.int ?? -1, $0["attempt"]?.int ?? -1] }
    }

    /// What `run.json` says.
    var summary: JSONValue {
        get throws { try JSONReader.read(try Data(contentsOf: directory.appending(path: "run.json"))) }
    }
}
