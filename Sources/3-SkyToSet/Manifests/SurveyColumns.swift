internal import Files
package import Surveys
package import Tables

/// Where a table, joined or not, has the identifier and the position of one survey's galaxies.
package struct SurveyColumns {
    package let survey: Survey
    package let id: IdentifierColumn
    package let positions: PositionColumns

    /// Looks for `objid_sdss` or `SDSS_OBJID` before `objid`, and for `ra_sdss` before `ra`.
    ///
    /// - Parameters:
    ///   - others: columns that belong to another survey and are not looked at.
    /// - Throws: ``InputError`` that lists the columns there are.
    package init(
        _ survey: Survey, in all: [ColumnInfo], path: String, names: GalaxyColumnNames,
        except others: [String] = []
    ) throws {
        self.survey = survey
        let columns = all.filter { !others.contains($0.name) }
        if let name = names.id, let found = try IdentifierColumn.find(in: columns, path: path, named: name) {
            id = found
        } else {
            guard let found = IdentifierColumn.ofSide(survey, in: columns) else {
                throw InputError(
                    file: path, problem: "there is no column that identifies the galaxies of \(survey.name)",
                    remedy: "Name it; the columns are: " + all.map(\.name).joined(separator: ", "))
            }
            id = found
        }
        if names.ra == nil && names.dec == nil,
            let own = PositionColumns.names(in: columns, suffix: "_" + survey.name)
        {
            positions = try PositionColumns(columns, path: path, ra: own.ra, dec: own.dec)
        } else {
            positions = try PositionColumns(columns, path: path, ra: names.ra, dec: names.dec)
        }
    }

    /// The column that a condition is about: the survey's own (`MAG_AUTO_G_des`) before one without suffix.
    package func column(_ name: String, of header: Table) -> String? {
        (header.column("\(name)_\(survey.name)") ?? header.column(name))?.name
    }
}
