import LabControl
import LabPublishing
import LabValues

/// What replies say about the run.
extension ExperimentEngine {
    /// One word for all cells: `on` as long as one is, `unknown` while nobody can say.
    var cellWord: String {
        let words = configuration.instruments.map { cells[$0.role] ?? "unknown" }
        return words.contains("on") ? "on" : words.contains("unknown") ? "unknown" : "off"
    }

    /// What the cells do, and the potential one is held at.
    var cellFacts: JSONObject {
        var facts: JSONObject = ["cell": .string(cellWord)]
        facts["potential_V"] = potentials.min { $0.key.rawValue < $1.key.rawValue }.map { .number($0.value.volts) }
        return facts
    }

    /// How long until the cell is off at the latest, where the device keeps its word.
    var stopFacts: JSONObject {
        ["stop_within_s": .seconds(longestStopLatency), "cell": .string(cellWord)]
    }

    /// What a pause or a command of the program's own waits for.
    var waitFacts: JSONObject {
        var facts: JSONObject = ["cell": .string(cellWord)]
        let progress = board.progress
        guard !openSteps.isEmpty else {
            if stepCount == 0 { facts["waits_for"] = "the instruments" }
            if machine.state == .paused { facts["waits_for"] = "resume" }
            return facts
        }
        var text = "step \(progress.step) of \(progress.isOpenEnded ? "at least " : "")\(progress.steps)"
        if let end = expectedStepEnd {
            let span = max(.zero, end - clock.now)
            text += ", about \(Duration.seconds(Int(span.inSeconds.rounded(.up))).userText)"
            facts["waits_for_s"] = .seconds(span)
        }
        facts["waits_for"] = .string(text)
        return facts
    }

    /// The answer to `status`.
    var statusFacts: JSONObject {
        let progress = board.progress
        var facts: JSONObject = [
            "progress": .object(
                JSONObject([
                    ("step", .integer(progress.step)), ("steps", .integer(progress.steps)),
                    ("points", .integer(pointCount + (openSteps.isEmpty ? 0 : progress.points))),
                    ("eta_s", .number(progress.remaining(at: clock.now)?.inSeconds)),
                    ("pending", .integer(journal.counts.map(\.counts.pending).max() ?? 0)),
                ])),
            "title": .string(progress.title),
            "cells": .object(
                JSONObject(configuration.instruments.map { ($0.role.rawValue, .string(cells[$0.role] ?? "unknown")) })),
            "limits": .object(limits.facts),
        ]
        facts["latched"] = machine.latched.map { .string($0.rawValue) }
        return facts
    }
}

extension RunStateMachine.Effect {
    /// The effect in one word, for the record.
    var word: String {
        switch self {
        case .none, .sharpenPause: "none"
        case .hold(let now): now ? "hold_now" : "hold"
        case .forgetPause: "forget_pause"
        case .goOn: "go_on"
        case .makeSafe(let now): now ? "make_safe_now" : "make_safe"
        case .leaveStep: "leave_step"
        case .leaveOutNextStep: "leave_out_next_step"
        case .perform: "perform"
        }
    }
}

extension CommandSource {
    /// Whoever sent a command that came through the inbox.
    init(_ received: ReceivedCommand) {
        self.init(
            name: received.origin.source, issuer: received.command.issuer ?? received.signer ?? received.origin.peer,
            reason: "command")
        isAuthenticated = received.isAuthenticated
        remark = received.command.parameters["reason"]?.text.flatMap {
            $0.utf8.count <= CommandOrder.longestWord ? $0 : nil
        }
    }

    /// Who and why, for events.
    var facts: JSONObject {
        var facts: JSONObject = ["source": .string(name), "issuer": .string(issuer)]
        facts["reason"] = remark.map { .string($0) }
        return facts
    }
}

extension LabFault {
    /// The fault in words, for a reply.
    var details: JSONObject { JSONObject([("message", .string(description)), ("hint", .string(hint))]) }
}
