/// The coordinate systems (COOSYS) of a VOTable, and which of its fields refer to one that is not the ICRS.
struct VOTableFrames {
    private var systems: [(id: String?, frame: SkyFrame?)] = []

    /// An element begins, outside of the table's rows.
    mutating func start(_ element: XMLStart) {
        guard element.name == "COOSYS" else { return }
        let frame = SkyFrame(system: element.attribute("system"), equinox: element.attribute("equinox"))
        systems.append((element.attribute("ID"), frame))
    }

    /// The frame of a field: that of the system it refers to; without a reference the first, where no system is the ICRS and
    /// the field's name tells nothing else.
    func frame(of field: VOTableField) -> SkyFrame? {
        if let reference = field.reference, let system = systems.last(where: { $0.id == reference }) {
            return system.frame
        }
        let isForeign = systems.allSatisfy { $0.frame != nil } && !SkyFrame.isModern(field.name)
        return isForeign ? systems.first?.frame : nil
    }
}
