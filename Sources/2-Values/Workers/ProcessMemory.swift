internal import CMachine

/// The memory of the process as a whole.
public enum ProcessMemory {
    /// Makes the process keep what it frees for what it needs next, instead of giving pages back to the system and
    /// getting them again, emptied, one by one: training steps and cutouts, which need the same again and again, take less
    /// time for it (Benchmarks/ measures how much), and the process holds as much as it needed at most.
    ///
    /// For a program's beginning. Only glibc is told so.
    public static func keepFreed() {
        cm_keep_memory()
    }
}
