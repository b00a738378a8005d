/// Why a running script cannot go on.
enum ScriptStop: Error, Equatable {
    /// A run-time error: the script ends here, the cell stays as it is.
    case failed(ScriptErrorCode)

    /// The wire is gone for good.
    case poweredOff
}
