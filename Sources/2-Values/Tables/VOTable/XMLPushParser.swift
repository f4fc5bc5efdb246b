internal import CXML2
internal import Files

/// What an XML stream consists of, piece by piece; see ``XMLPushParser``.
protocol XMLHandler: AnyObject {
    func start(_ element: XMLStart) throws
    func end(_ name: XMLName) throws
    /// Text, in pieces of any size, in UTF-8.
    func text(_ bytes: UnsafeBufferPointer<UInt8>) throws
}

/// Name of an element without its prefix; valid during the call.
struct XMLName {
    fileprivate let bytes: UnsafePointer<UInt8>

    static func == (left: XMLName, right: StaticString) -> Bool {
        strcmp(left.bytes, right.utf8Start) == 0
    }

    private static func strcmp(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>) -> Int32 {
        xmlStrcmp(left, right)
    }

    var text: String { String(cString: bytes) }
}

/// The beginning of an element; valid during the call.
struct XMLStart {
    let name: XMLName
    /// Five pointers for each attribute: name, prefix, namespace, begin and end of the value.
    fileprivate let attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    fileprivate let count: Int

    /// The value of an attribute; nil when it is not there.
    func attribute(_ name: StaticString) -> String? {
        guard let attributes else { return nil }
        for index in 0..<count {
            let attribute = attributes + 5 * index
            guard xmlStrcmp(attribute[0], name.utf8Start) == 0, let start = attribute[3], let end = attribute[4]
            else { continue }
            let value = String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
            // libxml2 leaves an ampersand in an attribute as it would have to be written, and only that.
            return value.contains("&") ? value.replacing("&#38;", with: "&") : value
        }
        return nil
    }
}

/// An XML parser that is fed with bytes, around libxml2's; memory does not grow with the document.
///
/// Nothing but the bytes given is ever read: no external subset, no external entity. Entities that a document declares
/// itself are refused too.
final class XMLPushParser {
    private let path: String
    /// Outlives the parser.
    private unowned(unsafe) let handler: any XMLHandler
    private var context: xmlParserCtxtPtr?
    private var failure: (any Error)?

    /// - Parameters:
    ///   - path: the document, for messages.
    ///   - handler: is told what is read; it must outlive the parser.
    init(path: String, handler: any XMLHandler) throws {
        self.path = path
        self.handler = handler
        var sax = xmlSAXHandler()
        sax.initialized = UInt32(XML_SAX2_MAGIC)
        sax.startElementNs = { context, name, _, _, _, _, count, _, attributes in
            guard let name else { return }
            XMLPushParser.of(context).call {
                try $0.start(XMLStart(name: XMLName(bytes: name), attributes: attributes, count: Int(count)))
            }
        }
        sax.endElementNs = { context, name, _, _ in
            guard let name else { return }
            XMLPushParser.of(context).call { try $0.end(XMLName(bytes: name)) }
        }
        let text: charactersSAXFunc = { context, bytes, count in
            XMLPushParser.of(context).call { try $0.text(UnsafeBufferPointer(start: bytes, count: Int(count))) }
        }
        sax.characters = text
        sax.ignorableWhitespace = text
        sax.cdataBlock = text
        sax.reference = { context, name in
            let name = name.map { String(cString: $0) } ?? ""
            let parser = XMLPushParser.of(context)
            parser.call { _ in throw parser.broken("the entity '\(name)' is not defined in it") }
        }
        context = xmlCreatePushParserCtxt(&sax, Unmanaged.passUnretained(self).toOpaque(), nil, 0, nil)
        guard let context else { throw InputError(file: path, problem: "libxml2 could not start reading it") }
        // Cells and base64 streams may be long. As no entity is ever replaced, the limits are not needed as a guard.
        let options = Int32(XML_PARSE_HUGE.rawValue | XML_PARSE_NONET.rawValue)
        guard xmlCtxtUseOptions(context, options) == 0 else {
            throw InputError(file: path, problem: "libxml2 does not know the options it is given")
        }
    }

    deinit { xmlFreeParserCtxt(context) }

    /// The line of the document that is being read.
    var line: Int { Int(context?.pointee.input?.pointee.line ?? 0) }

    /// Reads on. Throws ``InputError`` with the line where the XML is broken; what the handler throws.
    func feed(_ bytes: UnsafeRawBufferPointer) throws {
        try parse(bytes, isLast: false)
    }

    /// Ends the document. Throws ``InputError`` when it is not complete.
    func finish() throws {
        try parse(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true)
    }

    private func parse(_ bytes: UnsafeRawBufferPointer, isLast: Bool) throws {
        let status = xmlParseChunk(
            context, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), isLast ? 1 : 0)
        if let failure { throw failure }
        guard status == XML_ERR_OK.rawValue else { throw broken(nil) }
    }

    private func broken(_ reason: String?) -> InputError {
        var reason = reason
        var line = line
        if reason == nil, let error = xmlCtxtGetLastError(context) {
            reason = error.pointee.message.map { trimmed(String(String(cString: $0).prefix { $0 != "\n" })) }
            line = Int(error.pointee.line)
        }
        return InputError(
            file: path, problem: "the XML is broken in line \(line): \(reason ?? "libxml2 gives no reason")",
            remedy: "If the file was cut short, fetch or write it again; 'xmllint --noout --huge' shows what is wrong")
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> XMLPushParser {
        guard let context else { preconditionFailure("libxml2 lost its context") }
        return Unmanaged<XMLPushParser>.fromOpaque(context).takeUnretainedValue()
    }

    private func call(_ body: (any XMLHandler) throws -> Void) {
        guard failure == nil else { return }
        do {
            try body(handler)
        } catch {
            failure = error
            xmlStopParser(context)
        }
    }
}
