import Foundation
import Ranks
import Torch

/// The ranks of one job, which have met and watch one another.
final class RankCrew: TrainingCrew {
    let rank: Int
    let count: Int
    let group: ProcessGroup?
    let device: Device
    private let watch: RankWatch
    private var meetings = 0

    /// Joins the group; waits for all ranks.
    init(_ meeting: RankMeeting, device: Device) throws {
        rank = meeting.launch.rank
        count = meeting.launch.count
        watch = meeting.watch
        self.device = device
        let interface = ProcessInfo.processInfo.environment["GLOO_SOCKET_IFNAME"]
        group = try ProcessGroup(
            meeting.store,
            backend: device == .cpu
                ? .gloo(host: try meeting.launch.host(interface: interface)) : .nccl(plugin: "libTuningForkNCCL.so"),
            rank: rank, count: count, patience: meeting.patience)
    }

    func meets() {
        meetings += 1
        watch.progress(meetings)
    }

    /// `tensor` of rank 0, in every rank; on the CPU.
    func sent(_ tensor: Tensor) throws -> Tensor {
        let copy = try tensor.detach().contiguous().to(device)
        meets()
        try group?.broadcast(copy)
        return try copy.to(.cpu)
    }
}
