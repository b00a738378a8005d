import LabEmulation

/// One run of a script: its variables, and how far it has come.
final class ScriptRun {
    /// How to go on after a statement.
    enum Flow {
        case next
        case breakLoop
        case abort
    }

    /// A variable; a script variable never assigned has type `aa` and value 0.
    private struct Variable {
        var type = "aa"
        var value = ScriptValue.float(0)
        var metadata: MeasurementMetadata?
    }

    let device: EmStatDevice
    /// The line of the statement at work.
    var currentLine = 0
    var requests = HostRequests()
    private let program: ScriptProgram
    private var variables: [Variable]
    private var package: [PackageField] = []
    private var timerStart: Double
    private var interval = (length: 0.0, due: 0.0)

    init(of program: ScriptProgram, on device: EmStatDevice) {
        self.program = program
        self.device = device
        variables = Array(repeating: Variable(), count: program.variableCount)
        timerStart = device.time.now
    }

    /// Runs the script and then what follows `on_finished:`; a run-time error skips both.
    func perform() throws(ScriptStop) {
        _ = try perform(program.body)
        requests.mayAbort = false
        _ = try perform(program.onFinished)
    }

    /// Runs statements in order; after each, an abort that was asked for takes effect, unless a measurement's iteration
    /// is under way.
    func perform(_ statements: [ScriptStatement], isIteration: Bool = false) throws(ScriptStop) -> Flow {
        for statement in statements {
            currentLine = statement.line
            let flow = try perform(statement, isIteration: isIteration)
            guard case .next = flow else { return flow }
            if requests.isAborting, !isIteration { return .abort }
        }
        return .next
    }

    private func perform(_ statement: ScriptStatement, isIteration: Bool) throws(ScriptStop) -> Flow {
        switch statement.operation {
        case .branch(let branches, let otherwise): return try branch(branches, otherwise, isIteration)
        case .loop(let condition, let body): return try loop(condition, body, isIteration)
        case .measurement(let measurement, let body): return try measure(measurement, body)
        case .breakLoop: return .breakLoop
        case .abort: return .abort
        default: try performSimple(statement.operation)
        }
        return .next
    }

    private func performSimple(_ operation: ScriptStatement.Operation) throws(ScriptStop) {
        switch operation {
        case .store(let variable, let value, let type): variables[variable] = Variable(type: type, value: value)
        case .copy(let source, let target): copy(source, to: target)
        case .arithmetic(let arithmetic, let variable, let operand):
            let value = variables[variable].value
            let other = self.value(operand)
            variables[variable].value = try checked { () throws(ScriptErrorCode) in try arithmetic.result(value, other)
            }
        case .wait(let seconds): try pass(try duration(seconds))
        case .startTimer: timerStart = device.time.now
        case .readTimer(let variable):
            variables[variable] = Variable(type: "eb", value: .float(device.time.now - timerStart))
        case .setInterval(let operand):
            let length = try duration(operand)
            interval = (length, device.time.now + length)
        case .awaitInterval: try awaitInterval()
        case .send(let text): try device.send("T" + String(decoding: text, as: UTF8.self))
        case .startPackage: package = []
        case .addToPackage(let variable): try addToPackage(variables[variable])
        case .endPackage: try sendPackage()
        case .measure(let seconds, let variable, let type):
            try pass(try duration(seconds))
            store(type == "ba" ? device.readCurrent() : device.readPotential(), type, variable)
        default: try performSetting(operation)
        }
    }

    // MARK: Flow

    private func branch(
        _ branches: [ScriptBranch], _ otherwise: [ScriptStatement], _ isIteration: Bool
    ) throws(ScriptStop) -> Flow {
        for branch in branches where try holds(branch.condition) {
            return try perform(branch.body, isIteration: isIteration)
        }
        return try perform(otherwise, isIteration: isIteration)
    }

    private func loop(
        _ condition: ScriptCondition, _ body: [ScriptStatement], _ isIteration: Bool
    ) throws(ScriptStop) -> Flow {
        let line = currentLine
        var flow = Flow.next
        try device.send("L")
        while case .next = flow, try holds(condition) {
            flow = try perform(body, isIteration: isIteration)
            try listen()
            if requests.isAborting, !isIteration { flow = .abort }
            currentLine = line
        }
        try device.send("+")
        if case .abort = flow { return .abort }
        return .next
    }

    private func holds(_ condition: ScriptCondition) throws(ScriptStop) -> Bool {
        let left = value(condition.left)
        let right = value(condition.right)
        return try checked { () throws(ScriptErrorCode) in try condition.holds(left, right) }
    }

    private func awaitInterval() throws(ScriptStop) {
        guard interval.length > 0 else { return }
        let late = max(0, device.time.now - interval.due)
        interval.due += (late / interval.length).rounded(.down) * interval.length
        if interval.due < device.time.now { interval.due += interval.length }
        try pass(interval.due - device.time.now)
        interval.due += interval.length
    }

    // MARK: Values

    func value(_ operand: ScriptOperand) -> ScriptValue {
        switch operand {
        case .literal(let value): value
        case .variable(let variable): variables[variable].value
        }
    }

    /// A time a script may ask for: finite, not negative, at most about thirty years.
    func duration(_ operand: ScriptOperand) throws(ScriptStop) -> Double {
        let seconds = value(operand).number
        guard seconds >= 0, seconds <= 1e9 else { throw .failed(.badArgument) }
        return seconds
    }

    func store(_ reading: Potentiostat.Reading, _ type: String, _ variable: Int) {
        variables[variable] = Variable(type: type, value: .float(reading.value), metadata: reading.metadata)
    }

    func storeSetPotential(in variable: Int) {
        variables[variable] = Variable(type: "da", value: .float(device.potentiostat.potential))
    }

    private func copy(_ source: ScriptOperand, to target: Int) {
        switch source {
        case .literal(let value): variables[target].value = value
        case .variable(let source): variables[target] = variables[source]
        }
    }

    /// The device's own limit is not known.
    private func addToPackage(_ variable: Variable) throws(ScriptStop) {
        let mostFields = 64
        guard package.count < mostFields else { throw .failed(.tooManyInPackage) }
        package.append(PackageField(type: variable.type, value: variable.value, metadata: variable.metadata))
    }

    /// Sends the package that was put together, and what goes wrong with it.
    private func sendPackage() throws(ScriptStop) {
        try suffer()
        try device.send(package: package)
    }

    /// Turns an error code into the end of the script.
    func checked<Result>(_ body: () throws(ScriptErrorCode) -> Result) throws(ScriptStop) -> Result {
        do throws(ScriptErrorCode) {
            return try body()
        } catch {
            throw .failed(error)
        }
    }
}
