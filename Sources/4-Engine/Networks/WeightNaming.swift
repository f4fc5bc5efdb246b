/// What one kind of file calls the tensors of a backbone.
package struct WeightNaming: Sendable {
    /// The file's kind, for messages: `timm legacy_xception`.
    package let title: String
    package let names: Names

    package enum Names: Sendable {
        /// Tensor by tensor: from the file's name to this package's key, which is the same where nothing else is known.
        case tensors(@Sendable (String) -> String)
        /// Layers of Keras: from the key of one of this package's convolutions to where it lies.
        case kerasLayers(@Sendable (String) -> KerasPlace)
    }

    /// Where Keras keeps a convolution and its normalisation.
    package enum KerasPlace: Sendable {
        /// In the layers of these names, `kernel` 1 being the second half of a separable convolution.
        case named(String, norm: String?, kernel: Int = 0)
        /// In layers that Keras gave names of its own (`conv2d_7`): the next convolution, and the next normalisation, in
        /// the order of their making.
        case numbered
    }

    package init(_ title: String, _ names: Names = .tensors { $0 }) {
        self.title = title
        self.names = names
    }
}
