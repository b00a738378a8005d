internal import LabValues

/// A value of a program that a user may set: `--set rate=100mV/s`.
///
/// The name is the property's. A value has a unit where it needs one; a list is written `20,50,100 mV/s`; an optional
/// is `none` until it is set, and the program then derives it.
@propertyWrapper
public struct Parameter<Value: Sendable>: Sendable {
    private var box: ParameterBox<Value>
    private let label: String
    private let help: String
    private let form: ParameterForm<Value>

    init(_ value: Value, _ label: String, _ help: String, _ form: ParameterForm<Value>) {
        box = ParameterBox(value)
        self.label = label
        self.help = help
        self.form = form
    }

    /// The value; setting it in code changes this copy of the program only.
    public var wrappedValue: Value {
        get { box.value }
        set { box = ParameterBox(newValue) }
    }
}

extension Parameter: DeclaredParameter {
    var text: String { form.print(box.value) }

    func description(named name: String) -> ParameterDescription {
        ParameterDescription(
            name: name, label: label, help: help, kind: form.kind, defaultText: text, rangeText: form.rangeText,
            example: form.example)
    }

    func set(_ text: String, named name: String) throws(BadParameter) {
        let value: Value
        do throws(MalformedValue) {
            value = try form.read(text)
        } catch {
            throw .malformed(name: name, fault: error)
        }
        if let outlier = form.outlier(value), let range = form.rangeText {
            throw .outOfRange(name: name, value: outlier, range: range)
        }
        box.value = value
    }

    func checkDefault(named name: String) throws(BadParameter) {
        if let outlier = form.outlier(box.value), let range = form.rangeText {
            throw .defaultOutOfRange(name: name, value: outlier, range: range)
        }
    }
}
