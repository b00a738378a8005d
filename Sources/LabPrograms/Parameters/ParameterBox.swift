internal import Synchronization

/// The place of one parameter's value: setting it from outside needs a reference, as the wrapper is inside a struct.
final class ParameterBox<Value: Sendable>: Sendable {
    private let content: Mutex<Value>

    init(_ value: Value) { content = Mutex(value) }

    var value: Value {
        get { content.withLock { $0 } }
        set { content.withLock { $0 = newValue } }
    }
}
