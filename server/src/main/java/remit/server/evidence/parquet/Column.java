package remit.server.evidence.parquet;

/** A column of a table. @param optional whether a row may lack it */
public record Column(String name, Kind kind, boolean optional) {

    /** What its values are, and what Parquet calls that. */
    public enum Kind {
        TEXT(6, 0),
        JSON(6, 19),
        COUNT(2, -1),
        TIME(2, 10),
        FLAG(0, -1);

        final int physical;
        /** The converted type, or -1 for none. */
        final int converted;

        Kind(int physical, int converted) {
            this.physical = physical;
            this.converted = converted;
        }
    }

    public static Column text(String name) {
        return new Column(name, Kind.TEXT, false);
    }

    public static Column json(String name) {
        return new Column(name, Kind.JSON, false);
    }

    public static Column count(String name) {
        return new Column(name, Kind.COUNT, false);
    }

    /** Microseconds, UTC. */
    public static Column time(String name) {
        return new Column(name, Kind.TIME, false);
    }

    public static Column flag(String name) {
        return new Column(name, Kind.FLAG, false);
    }

    /** The same where a row may lack it. */
    public Column orNone() {
        return new Column(name, kind, true);
    }
}
