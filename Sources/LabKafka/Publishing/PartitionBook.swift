#if Kafka
import KafkaClient
import LabPublishing
import LabValues

/// Which partition of each topic one experiment has; chosen once, and written down before anything is sent.
///
/// A partition that was chosen stays, also when the topic gets more of them: the choice by key would then be another, and
/// the experiment's messages would no longer be in one order.
struct PartitionBook: Sendable {
    private let experiment: ExperimentID
    private let notebook: any PublisherNotebook

    init(_ experiment: ExperimentID, _ notebook: any PublisherNotebook) {
        (self.experiment, self.notebook) = (experiment, notebook)
    }

    /// The partition of a topic that has `count`. May block for one write to the disk.
    ///
    /// A topic never loses partitions; one that has fewer than were there has been made anew, and is chosen in anew.
    /// - Throws: `KafkaFault.notKept` when the choice cannot be written down.
    func partition(of topic: TopicName, count: Int32) throws(KafkaFault) -> Int32 {
        let name = "partition.\(topic)"
        if let kept = notebook.note(name).flatMap({ Int32($0) }), (0..<count).contains(kept) { return kept }
        let chosen = KafkaPartitioner.partition(forKey: experiment.text.utf8, count: count)
        do { try notebook.keep("\(chosen)", as: name) } catch { throw .notKept(reason: "\(error)") }
        return chosen
    }
}
#endif
