internal import Foundation

/// Processor time of this process, all threads together.
enum ProcessorTime {
    static var seconds: Double {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else {
            preconditionFailure("this system has no clock of a process's time")
        }
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
