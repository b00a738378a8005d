public import LabValues

extension Steps {
    /// The same steps under a name of any script; it stands in titles, paths and files.
    ///
    /// Several steps become a group of that name.
    public func named(_ name: String) -> StepList {
        var nodes = nodes
        guard nodes.count == 1 else { return StepList(nodes: [StepNode(.group(nodes), name: name)]) }
        nodes[0].name = name
        return StepList(nodes: nodes)
    }

    /// The same steps on another instrument than `cell`; what is said nearer to a step wins.
    public func on(_ role: InstrumentRole) -> StepList { changed { $0.role = $0.role ?? role } }

    /// The same steps on the instrument that the bench calls so.
    public func on(_ role: String) -> StepList { on(InstrumentRole(rawValue: role)) }

    /// Says that running these steps again spoils nothing: an interrupted one is restarted, unless said otherwise.
    ///
    /// Open circuit and rest are so by nature. A second deposition or charge is a spoilt sample.
    public func repeatable(atMost restarts: Int = InterruptionPolicy.usualRestarts) -> StepList {
        changed {
            $0.isRepeatable = true
            $0.interruption = $0.interruption ?? .restart(atMost: restarts)
        }
    }

    /// Says what follows when one of these steps is interrupted; `stop` where nothing is said.
    public func whenInterrupted(_ policy: InterruptionPolicy) -> StepList { changed { $0.interruption = policy } }

    private func changed(_ change: (inout StepNode) -> Void) -> StepList {
        var nodes = nodes
        for place in nodes.indices { change(&nodes[place]) }
        return StepList(nodes: nodes)
    }
}
