/// The alarms of a clock, earliest first; alarms for the same moment in the order they were set.
///
/// A heap: setting and taking cost O(log n). A removed alarm loses its action at once and its place later, before
/// such places outnumber the alarms.
struct AlarmQueue {
    typealias Action = @Sendable () -> Void

    private struct Place {
        var moment: LabInstant
        var number: UInt64

        func isBefore(_ other: Place) -> Bool { (moment, number) < (other.moment, other.number) }
    }

    private var heap: [Place] = []
    private var actions: [UInt64: Action] = [:]
    private var latest: UInt64 = 0

    /// Places in use, those of removed alarms included.
    var places: Int { heap.count }

    /// The moment of the first alarm.
    var earliest: LabInstant? {
        mutating get {
            dropRemoved()
            return heap.first?.moment
        }
    }

    mutating func insert(at moment: LabInstant, _ action: @escaping Action) -> AlarmID {
        latest += 1
        actions[latest] = action
        heap.append(Place(moment: moment, number: latest))
        rise(from: heap.count - 1)
        return AlarmID(number: latest)
    }

    mutating func remove(_ id: AlarmID) {
        actions[id.number] = nil
        guard heap.count > 2 * actions.count + 64 else { return }
        heap = heap.filter { actions[$0.number] != nil }.sorted { $0.isBefore($1) }  // sorted is a heap
    }

    /// Takes the alarms whose moment has come, in order.
    mutating func removeDue(at moment: LabInstant) -> [Action] {
        var due: [Action] = []
        while let first = heap.first, first.moment <= moment {
            removeFirst()
            if let action = actions.removeValue(forKey: first.number) { due.append(action) }
        }
        return due
    }

    private mutating func dropRemoved() {
        while let first = heap.first, actions[first.number] == nil { removeFirst() }
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        sink(from: 0)
    }

    private mutating func rise(from start: Int) {
        var child = start
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func sink(from start: Int) {
        var parent = start
        while true {
            var first = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].isBefore(heap[first]) { first = child }
            }
            if first == parent { return }
            heap.swapAt(parent, first)
            parent = first
        }
    }
}
