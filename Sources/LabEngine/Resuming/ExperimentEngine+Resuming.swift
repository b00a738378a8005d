import LabInstruments
import LabPrograms
import LabValues

/// What differs in a run that goes on with an earlier one.
extension ExperimentEngine {
    /// The items that are to be executed.
    var itemsToExecute: Slice<RecipeItems> {
        configuration.recipe.items.dropFirst(configuration.resumption?.firstItem ?? 0)
    }

    /// Which attempt a step is when it begins.
    func firstAttempt(of index: Int) -> Int { configuration.resumption?.attempt(of: index) ?? 1 }

    /// What was done before does not lie before this run.
    func leaveOutWhatIsDone(of checked: CheckedRecipe) {
        guard let resumption = configuration.resumption else { return }
        for item in checked.items.prefix(resumption.firstItem) { planned -= checked.estimate(of: item).duration }
        planned = max(.zero, planned)
    }

    /// Makes sure that the instrument that answered is the one of the earlier run; another one's wire is closed.
    ///
    /// - Throws: `WrongInstrument`.
    func expectTheSame(_ instrument: OpenInstrument) async throws {
        guard let expected = configuration.resumption?.identities[instrument.role], !expected.serialNumber.isEmpty,
            expected.serialNumber != instrument.identity.serialNumber
        else { return }
        await instrument.disconnect()
        throw WrongInstrument(
            expected: "\(expected.model) \(expected.serialNumber)",
            answer: "\(instrument.identity.model) \(instrument.identity.serialNumber)")
    }

    /// Says that the run goes on, with the facts that a run says at its start.
    func announce(_ resumption: Resumption, _ facts: JSONObject) {
        let gap = timeline.timestamp(clock.now).millisecondsSinceEpoch - resumption.lastMoment.millisecondsSinceEpoch
        var data = JSONObject([
            ("previous_outcome", .string(resumption.previousOutcome)),
            ("previous_reason", .string(resumption.previousReason)), ("last_seq", .integer(resumption.lastSeq)),
            ("first_step", .string(resumption.firstStep)), ("step_index", .integer(resumption.stepIndex)),
            ("attempt", .integer(resumption.attempt(of: resumption.stepIndex))),
            ("gap_seconds", .number(Double(gap) / 1000)), ("run_time_counts", "from here"),
        ])
        // The steps are those of the beginning; what is predicted for all of them would mislead here.
        let left = ["steps", "predicted_points", "predicted_seconds"]
        for field in facts.fields where !left.contains(field.name) { data[field.name] = field.value }
        data["remaining_seconds"] = .seconds(planned)
        emit(.experimentResumed, data)
    }
}
