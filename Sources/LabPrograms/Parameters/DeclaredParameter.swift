/// A parameter whatever its type: what is found by looking at a program from outside.
protocol DeclaredParameter: Sendable {
    /// The value as a user would write it.
    var text: String { get }
    func description(named name: String) -> ParameterDescription
    func set(_ text: String, named name: String) throws(BadParameter)
    func checkDefault(named name: String) throws(BadParameter)
}
