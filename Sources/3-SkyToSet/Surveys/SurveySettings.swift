public import Files
internal import Foundation

extension Survey {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, bands, saturation, size, cuts, services
        case idColumns = "id_columns"
        case pixelScaleArcsec = "pixel_scale_arcsec"
        case zeroPoint = "zero_point"
        case maskBits = "mask_bits"
        case unlabelledCuts = "unlabelled_cuts"
        case bulkRequest = "bulk_request"
    }

    /// Reads the settings of a survey that is not built in from a JSON file:
    ///
    /// ```json
    /// {"name": "kids", "bands": ["i", "r", "g"], "pixel_scale_arcsec": 0.2, "zero_point": 0,
    ///  "size": {"kron_radius": "KRON_RADIUS", "semi_major_axis": "A_IMAGE"}, "id_columns": ["ID"],
    ///  "cuts": ["2DPHOT=0", "IMAFLAGS_ISO=0"], "unlabelled_cuts": ["MAG_AUTO<18"],
    ///  "services": [{"interface": "simple_image_access", "address": "https://archive.example.org/sia/kids",
    ///                "connections": 1, "requests_per_second": 1, "picture_size": 224}]}
    /// ```
    ///
    /// All but `name`, `bands`, `pixel_scale_arcsec` and `size` may be left out. Services are those of
    /// ``SurveyService/Interface``.
    /// - Throws: `InputError` that names the file and the setting.
    public init(settings path: String) throws(InputError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw InputError(file: path, problem: "the settings cannot be read", remedy: "Check the file's name")
        }
        do {
            if let keys = try JSONSerialization.jsonObject(with: data) as? [String: Any],
                let unknown = keys.keys.sorted().first(where: { CodingKeys(rawValue: $0) == nil })
            {
                throw InputError(
                    file: path, problem: "there is no setting '\(unknown)'",
                    remedy: "The settings are: " + CodingKeys.allCases.map(\.rawValue).joined(separator: ", "))
            }
            self = try JSONDecoder().decode(Survey.self, from: data)
        } catch let error as InputError {
            throw error
        } catch let error as DecodingError {
            throw InputError(file: path, problem: Survey.problem(error), remedy: "Correct the settings of the survey")
        } catch {
            throw InputError(file: path, problem: "this is not JSON", remedy: "Correct the settings of the survey")
        }
    }

    /// Decodes and checks a survey, as ``init(settings:)`` describes it.
    public init(from decoder: any Decoder) throws {
        let table = try decoder.container(keyedBy: CodingKeys.self)
        name = try table.decode(String.self, forKey: .name)
        idColumns = try table.decodeIfPresent([String].self, forKey: .idColumns) ?? []
        bands = try table.decode([String].self, forKey: .bands)
        pixelScaleArcsec = try table.decode(Double.self, forKey: .pixelScaleArcsec)
        zeroPoint = try table.decodeIfPresent(Double.self, forKey: .zeroPoint)
        size = try table.decode(SizeRule.self, forKey: .size)
        saturation = try table.decodeIfPresent(Double.self, forKey: .saturation)
        maskBits = try table.decodeIfPresent(UInt32.self, forKey: .maskBits)
        cuts = try table.decodeIfPresent([Cut].self, forKey: .cuts) ?? []
        unlabelledCuts = try table.decodeIfPresent([Cut].self, forKey: .unlabelledCuts) ?? []
        services = try table.decodeIfPresent([SurveyService].self, forKey: .services) ?? []
        bulkRequest = try table.decodeIfPresent(BulkFormat.self, forKey: .bulkRequest)
        guard Set(services.map(\.interface)).count == services.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .services, in: table, debugDescription: "services has one interface twice")
        }
        guard bands.count == 3 || bands.count == 1 else {
            throw DecodingError.dataCorruptedError(
                forKey: .bands, in: table,
                debugDescription: "bands must be three names: red, green, blue; or one, for grey")
        }
        guard pixelScaleArcsec > 0, pixelScaleArcsec.isFinite else {
            throw DecodingError.dataCorruptedError(
                forKey: .pixelScaleArcsec, in: table, debugDescription: "pixel_scale_arcsec must be above 0")
        }
        guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 32 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ",") })
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .name, in: table, debugDescription: "name must be a word without blanks, '/' and ','")
        }
    }

    private static func problem(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "the setting '\(key.stringValue)' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "the setting '\(context.codingPath.map(\.stringValue).joined(separator: "."))' has a value of the wrong kind"
        case .dataCorrupted(let context): context.debugDescription
        @unknown default: "\(error)"
        }
    }
}
