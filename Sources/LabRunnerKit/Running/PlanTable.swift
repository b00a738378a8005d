import LabInstruments
import LabPrograms
import LabValues

/// A plan in words and as JSON: steps, points, seconds, when a stop takes effect, and what to mind.
struct PlanTable {
    let plan: PlannedRun
    let withScript: Bool

    /// Steps shown before the rest is only counted.
    private static let shown = 200

    private struct Row {
        var number: String
        var item: Recipe.Item
        var title: String
        var estimate: Estimate
        var technique: CheckedTechnique?
        var role: InstrumentRole?
    }

    var lines: [String] {
        let recipe = plan.recipe.recipe
        var lines = ["\(recipe.name): \(recipe.summary)"]
        lines += recipe.parameters.fields.map { "    \($0.name)=\($0.value.text ?? "")" }
        lines += plan.instruments.map { "\($0.role): \($0.address)\(assumption(about: $0))" }
        lines.append("")
        for row in rows { lines += text(row) }
        let total = plan.recipe.estimate
        if plan.recipe.items.count > Self.shown {
            lines.append("    … and \(plan.recipe.items.count - Self.shown) more")
        }
        lines.append("")
        lines.append(
            "total: \(Self.count(total.steps, total.isLowerBound)) \(total.steps == 1 ? "step" : "steps"), "
                + "\(Self.count(total.points, total.pointsAreLowerBound)) points, \(Self.time(total))")
        lines += plan.diskNeeds.map { "disk: \($0.text)" }
        lines += cautions.map { "mind: \($0)" }
        return lines
    }

    var json: JSONValue {
        let total = plan.recipe.estimate
        return [
            "program": .string(plan.recipe.recipe.name), "digest": .string(plan.recipe.recipe.digest),
            "parameters": .object(plan.recipe.recipe.parameters), "steps": .array(rows.map(facts)),
            "points": .integer(total.points), "seconds": .seconds(total.duration),
            "at_least": .bool(total.isLowerBound), "disk": .array(plan.diskNeeds.map(\.facts)),
            "cautions": .array(cautions.map { .string($0) }),
            "limits": limitFacts, "pause": .string("\(plan.recipe.recipe.pauseState)"),
        ]
    }

    private var rows: [Row] {
        plan.recipe.items.prefix(Self.shown).enumerated().map { index, item in
            var row = Row(
                number: "\(index + 1)", item: item, title: item.path, estimate: plan.recipe.estimate(of: item))
            if case .step(let step) = item {
                row.title = step.title
                row.technique = plan.recipe.technique(of: step)
                row.role = step.role
            }
            return row
        }
    }

    private func text(_ row: Row) -> [String] {
        let points =
            row.estimate.points > 0 ? "\(Self.count(row.estimate.points, row.estimate.pointsAreLowerBound)) points" : ""
        var line = row.number.padded(to: 4) + row.item.path.padded(to: 24) + " " + row.title.padded(to: 20)
        line += " " + (points + "  ").padded(to: 14) + Self.time(row.estimate)
        if row.technique != nil { line += ", stop takes effect within \(row.estimate.stopLatency.roundedText)" }
        var lines = [line]
        if let technique = row.technique { lines += realised(technique) }
        if withScript, let script = script(row) {
            lines += script.split(separator: "\n", omittingEmptySubsequences: false).map { "        | \($0)" }
        }
        return lines
    }

    /// What the device makes of the parameters, where it differs from what was asked.
    private func realised(_ technique: CheckedTechnique) -> [String] {
        let asked = technique.asked.value.parameters, realised = technique.realised.value.parameters
        let changes = asked.fields.compactMap { field -> String? in
            guard let value = realised[field.name], value != field.value, let from = field.value.double,
                let to = value.double
            else { return nil }
            return Self.change(field.name, from, to)
        }
        return changes.isEmpty ? [] : ["        the device sets " + changes.joined(separator: ", ")]
    }

    /// `step_V`, 0.001 and 0.00107448 as `step 1.00 mV → 1.07 mV`.
    private static func change(_ name: String, _ from: Double, _ to: Double) -> String {
        let units = [("_V_s", "V/s"), ("_Hz", "Hz"), ("_V", "V"), ("_A", "A"), ("_s", "s")]
        guard let (suffix, unit) = units.first(where: { name.hasSuffix($0.0) }) else {
            return "\(name) \(from) → \(to)"
        }
        return
            "\(name.dropLast(suffix.count)) \(CurvePlot.text(from, unit, digits: 4)) → \(CurvePlot.text(to, unit, digits: 4))"
    }

    private func script(_ row: Row) -> String? {
        guard let technique = row.technique, let role = row.role,
            let driver = plan.instruments.first(where: { $0.role == role })?.driver as? any Potentiostat.Type
        else { return nil }
        return driver.script(for: technique)
    }

    private func facts(_ row: Row) -> JSONValue {
        var facts = JSONObject([
            ("path", .string(row.item.path)), ("name", .string(row.title)), ("points", .integer(row.estimate.points)),
            ("seconds", .seconds(row.estimate.duration)), ("at_least", .bool(row.estimate.isLowerBound)),
        ])
        if let technique = row.technique {
            facts["technique"] = .string(technique.asked.code.rawValue)
            facts["asked"] = .object(technique.asked.value.parameters)
            facts["realised"] = .object(technique.realised.value.parameters)
            facts["stop_within_s"] = .seconds(technique.stopLatency)
        }
        if withScript, let script = script(row) { facts["script"] = .string(script) }
        return .object(facts)
    }

    private var cautions: [String] {
        var cautions = plan.recipe.cautions
        for instrument in plan.instruments {
            guard let capabilities = plan.capabilities[instrument.role] else { continue }
            if capabilities.bestSafeState != .confirmed {
                cautions.append(
                    "\(instrument.role): after the run the cell can only be \(capabilities.bestSafeState.rawValue) off."
                )
            }
        }
        return cautions + limitNotes + pauseNotes
    }

    private func assumption(about instrument: PlannedInstrument) -> String {
        guard let model = plan.capabilities[instrument.role]?.model else { return "" }
        return instrument.model == nil && !instrument.isSimulated
            ? " (planned for \(model); checked again when it answers)" : " (\(model))"
    }

    private static func count(_ number: Int, _ isAtLeast: Bool) -> String {
        isAtLeast ? "at least \(number)" : "\(number)"
    }

    private static func time(_ estimate: Estimate) -> String {
        let time = estimate.duration.clockText
        guard estimate.isLowerBound else { return time }
        return "at least \(time)" + (estimate.longestDuration.map { ", at most \($0.clockText)" } ?? "")
    }
}
