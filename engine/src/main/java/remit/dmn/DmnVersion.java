package remit.dmn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The versions of the standard whose files are read, each with the names of its vocabularies. */
public enum DmnVersion {
    V1_1("1.1", "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/FEEL/20140401", ""),
    V1_2("1.2", "http://www.omg.org/spec/DMN/20180521/"),
    /** What common editors open and save. */
    V1_3("1.3", "https://www.omg.org/spec/DMN/20191111/"),
    V1_4("1.4", "https://www.omg.org/spec/DMN/20211108/"),
    V1_5("1.5", "https://www.omg.org/spec/DMN/20230324/");

    private final String number;
    private final String model;
    private final String feel;
    private final String diagram;

    DmnVersion(String number, String base) {
        this(number, base + "MODEL/", base + "FEEL/", base + "DMNDI/");
    }

    DmnVersion(String number, String model, String feel, String diagram) {
        this.number = number;
        this.model = model;
        this.feel = feel;
        this.diagram = diagram;
    }

    /** "1.3". */
    public String number() {
        return number;
    }

    /** The namespace of {@code definitions}. */
    public String model() {
        return model;
    }

    String feel() {
        return feel;
    }

    /** The namespace of the diagrams; empty where the version has none. The shapes in them (DC, DI) never changed. */
    String diagram() {
        return diagram;
    }

    /** The version with this namespace of {@code definitions}. */
    static Optional<DmnVersion> ofModel(String namespace) {
        return Stream.of(values())
                .filter(version -> version.model.equals(namespace))
                .findFirst();
    }

    /** Reads the form of {@link #number}. */
    public static Optional<DmnVersion> of(String number) {
        return Stream.of(values())
                .filter(version -> version.number.equals(number))
                .findFirst();
    }

    /** The names of this version's vocabularies, and what they are called in another one. */
    Map<String, String> vocabularies(DmnVersion other) {
        var names = new LinkedHashMap<String, String>();
        names.put(model, other.model);
        names.put(feel, other.feel);
        if (!diagram.isEmpty() && !other.diagram.isEmpty()) names.put(diagram, other.diagram);
        return names;
    }
}
