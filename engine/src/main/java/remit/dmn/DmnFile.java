package remit.dmn;

import java.util.List;
import remit.kernel.Checked;
import remit.kernel.Problem;

/**
 * A DMN file that can be changed and written: one table of it is made to say another text, everything else stays as it
 * was, whoever's it is. Immutable. What its tables mean is {@link DmnModel}'s.
 */
public final class DmnFile {
    private final String fileName;
    private final XmlDocument document;

    private DmnFile(String fileName, XmlDocument document) {
        this.fileName = fileName;
        this.document = document;
    }

    /** @param fileName for the places of problems */
    public static Checked<DmnFile> read(byte[] xml, String fileName) {
        return DmnModel.document(xml, fileName).map(document -> new DmnFile(fileName, document));
    }

    /** A new file with this one table in it. */
    public static Checked<DmnFile> of(TableText table, String fileName) {
        DmnElement root = NewFile.root(table);
        var file = new DmnFile(fileName, new XmlDocument(List.of(), root, List.of()));
        return file.with(table);
    }

    /** The names of the decisions that are tables, in the order of the file. */
    public List<String> tables() {
        return document.root()
                .all("decision")
                .filter(decision -> decision.all("decisionTable").count() == 1)
                .map(DmnModel::name)
                .toList();
    }

    /** The text of a table. Types and allowed values that the file says elsewhere, of the type, are told too. */
    public Checked<TableText> table(String name) {
        return located(name).then(found -> new TableSource(fileName, model(), found.decision(), found.table()).text());
    }

    /** The same file whose table of that name says this text. */
    public Checked<DmnFile> with(TableText wanted) {
        List<Problem> problems = new TextCheck(fileName, wanted).problems();
        if (!problems.isEmpty()) return Checked.refused(problems);
        return located(wanted.name())
                .then(found -> table(wanted.name()).map(old -> {
                    if (old.equals(wanted)) return this;
                    boolean withIds = found.table()
                            .all("rule")
                            .allMatch(rule -> !rule.attribute("id").isEmpty());
                    var ids = new TableEdit.Ids(document.root(), withIds);
                    String lead = Layout.lead(found.decision(), found.table());
                    DmnElement edited = new TableEdit(found.table(), old, ids).to(wanted, lead);
                    return new DmnFile(fileName, document.with(document.root().replace(found.table(), edited)));
                }));
    }

    /** A decision and its one table. */
    private record Located(DmnElement decision, DmnElement table) {}

    private Checked<Located> located(String name) {
        return model().decision(name).then(decision -> {
            List<DmnElement> tables = decision.all("decisionTable").toList();
            if (tables.size() == 1) return Checked.ok(new Located(decision, tables.getFirst()));
            String place = fileName + " line " + decision.line();
            String what = "the decision \"" + name + "\" is not a decision table";
            return Checked.refused(new Problem("RMT-102", place, what, "name one of " + String.join(", ", tables())));
        });
    }

    private DmnModel model() {
        return new DmnModel(fileName, document.root());
    }

    /**
     * The file in a version of the standard, as UTF-8; the same file gives the same bytes. Refused: what that version
     * has no element for.
     */
    public Checked<byte[]> bytes(DmnVersion version) {
        if (version.compareTo(DmnVersion.V1_3) < 0) {
            String what = "DMN " + version.number() + " is read, not written";
            return Checked.refused(new Problem("RMT-101", fileName, what, "write DMN 1.3 or later"));
        }
        return Translation.of(document, fileName, version).map(XmlDocument::bytes);
    }

    /** The version that the file is written in. */
    public DmnVersion version() {
        return DmnVersion.ofModel(document.root().namespace()).orElseThrow();
    }
}
