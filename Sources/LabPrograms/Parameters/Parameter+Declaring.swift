public import LabValues

extension Parameter where Value: ParameterValue {
    /// A value with a default; everything of its type is allowed.
    public init(wrappedValue: Value, _ label: String, help: String = "") {
        self.init(wrappedValue, label, help, .single(.none))
    }

    /// A value with a default, within `range`.
    public init(wrappedValue: Value, _ label: String, range: ClosedRange<Value>, help: String = "")
    where Value: Comparable {
        self.init(wrappedValue, label, help, .single(.range(range)))
    }
}

extension Parameter {
    /// A list with a default; everything of its type is allowed.
    public init<E: ParameterValue>(wrappedValue: [E], _ label: String, help: String = "") where Value == [E] {
        self.init(wrappedValue, label, help, .list(.none))
    }

    /// A list with a default, each element within `range`.
    public init<E: ParameterValue & Comparable>(
        wrappedValue: [E], _ label: String, range: ClosedRange<E>, help: String = ""
    ) where Value == [E] {
        self.init(wrappedValue, label, help, .list(.range(range)))
    }

    /// A value that the program derives while nobody sets it; everything of its type is allowed.
    public init<E: ParameterValue>(wrappedValue: E? = nil, _ label: String, help: String = "") where Value == E? {
        self.init(wrappedValue, label, help, .optional(.none))
    }

    /// A value within `range` that the program derives while nobody sets it.
    public init<E: ParameterValue & Comparable>(
        wrappedValue: E? = nil, _ label: String, range: ClosedRange<E>, help: String = ""
    ) where Value == E? {
        self.init(wrappedValue, label, help, .optional(.range(range)))
    }
}
