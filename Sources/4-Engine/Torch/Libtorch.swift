internal import CTorch
internal import Foundation

/// The functions of libtorch. The first use loads the library, which costs 0.3 s and 90 MB; what never computes with
/// tensors never pays for it.
let libtorch: ct_library = {
    do throws(TorchError) {
        return try Libtorch.opened.get()
    } catch {
        fatalError(error.description)
    }
}()

/// Our library of C++ over libtorch, opened once in a process.
enum Libtorch {
    /// `Torch.start` throws what went wrong here; without it, the first tensor ends the program with the same words.
    static let opened: Result<ct_library, TorchError> = {
        let name = "libTuningForkTorch.so"
        // The loader looks beside the program, then where it looks for any library.
        guard let handle = dlopen(name, RTLD_LAZY | RTLD_GLOBAL), let symbol = dlsym(handle, "ct_open") else {
            return .failure(
                TorchError(
                    operation: "libtorch",
                    message: "\(dlerror().map { String(cString: $0) } ?? "\(name) cannot be loaded"); "
                        + "\(name) belongs beside the program: run make build"))
        }
        return .success(unsafeBitCast(symbol, to: ct_opener.self)()!.pointee)
    }()
}
