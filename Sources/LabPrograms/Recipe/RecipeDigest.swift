internal import LabValues

/// Reads a recipe into a short text that differs when the recipe does; loops are read once, not unrolled.
///
/// FNV-1a with 64 bits: it tells versions of a program apart, it does not keep out a forger. Of an author's own code
/// (`Perform`, `until:`) only the name is read.
struct RecipeDigest {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    static func text(name: String, parameters: JSONObject, steps: BranchList, commands: [RecipeCommand]) -> String {
        var digest = Self()
        digest.add(name)
        digest.add(parameters)
        digest.add(steps)
        for command in commands { digest.add(command) }
        let hexadecimal = String(digest.state, radix: 16)
        return "fnv1a:" + String(repeating: "0", count: 16 - hexadecimal.count) + hexadecimal
    }

    private mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        add(0xFF)  // no byte of UTF-8: ("ab", "c") differs from ("a", "bc")
    }

    private mutating func add(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }

    private mutating func add(_ object: JSONObject) {
        for field in object.fields {
            add(field.name)
            switch field.value {
            case .number(let number): add(number.description)
            case .integer(let number): add(number.description)
            case .bool(let answer): add(answer.description)
            case .string(let text): add(text)
            case .null: add("null")
            case .object(let inner): add(inner)
            case .array(let elements): for element in elements { add(JSONObject([("", element)])) }
            }
        }
        add("}")
    }

    private mutating func add(_ list: BranchList) {
        for branch in list.branches {
            add(branch.segment)
            switch branch.content {
            case .step(let step): add(step)
            case .group(let list): add(list)
            case .rounds(let rounds): for round in rounds { add(round) }
            case .repetition(let count, let list):
                add(count.description)
                add(list)
            case .repeatUntil(_, let atMost, let list, _):
                add(atMost.description)
                add(list)
            }
        }
        add("]")
    }

    private mutating func add(_ command: RecipeCommand) {
        add("command")
        add(command.name)
        guard case .perform(let body) = command.step.action else { return }
        add(body.estimate?.userText ?? "")
        for role in body.roles { add(role.rawValue) }
    }

    private mutating func add(_ step: StepBlueprint) {
        add(step.title)
        add(step.interruption.description)
        add(step.isRepeatable.description)
        switch step.action {
        case .measure(let technique):
            add(technique.code.rawValue)
            add(technique.value.parameters)
            add(step.role?.rawValue ?? "")
        case .rest(let duration):
            add("rest")
            add(duration.userText)
        case .note(let text):
            add("note")
            add(text)
        case .perform(let body):
            add("perform")
            add(body.name)
            add(body.estimate?.userText ?? "")
            for role in body.roles { add(role.rawValue) }
        }
    }
}
