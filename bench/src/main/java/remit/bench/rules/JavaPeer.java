package remit.bench.rules;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Writes a table as Java source, one condition a row over primitive parameters, and compiles it. Twenty rows a method:
 * a larger one passes 8,000 bytes of byte code, and is never compiled to machine code.
 */
final class JavaPeer {
    private static final int ROWS_OF_A_METHOD = 20;
    private static final String PARAMETERS =
            "double confidence, double amount, int risk, int tier, boolean known, int day";
    private static final String ARGUMENTS = "confidence, amount, risk, tier, known, day";

    private JavaPeer() {}

    static ByHand compile(MadeTable table) {
        var bytes = new ByteArrayOutputStream();
        var compiler = ToolProvider.getSystemJavaCompiler();
        var source = new SimpleJavaFileObject(URI.create("string:///Written.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source(table);
            }
        };
        var classFile = new SimpleJavaFileObject(URI.create("bytes:///Written.class"), JavaFileObject.Kind.CLASS) {
            @Override
            public OutputStream openOutputStream() {
                return bytes;
            }
        };
        JavaFileManager files =
                new ForwardingJavaFileManager<JavaFileManager>(compiler.getStandardFileManager(null, null, null)) {
                    @Override
                    public JavaFileObject getJavaFileForOutput(
                            Location location, String className, JavaFileObject.Kind kind, javax.tools.FileObject by) {
                        return classFile;
                    }
                };
        List<String> options = List.of("-proc:none", "-cp", System.getProperty("java.class.path"));
        if (!compiler.getTask(null, files, null, options, null, List.of(source)).call())
            throw new IllegalStateException("the written table does not compile");
        return load(bytes.toByteArray());
    }

    private static ByHand load(byte[] bytes) {
        var loader = new ClassLoader(JavaPeer.class.getClassLoader()) {
            Class<?> written() {
                return defineClass("remit.bench.rules.Written", bytes, 0, bytes.length);
            }
        };
        try {
            return (ByHand) loader.written().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the written table does not load", e);
        }
    }

    private static String source(MadeTable table) {
        var java = new StringBuilder("package remit.bench.rules;\npublic final class Written implements ByHand {\n");
        int methods = (table.rows().size() + ROWS_OF_A_METHOD - 1) / ROWS_OF_A_METHOD;
        for (int method = 0; method < methods; method++) {
            java.append("static int part" + method + "(" + PARAMETERS + ") {\n");
            int last = Math.min(table.rows().size(), (method + 1) * ROWS_OF_A_METHOD);
            for (int row = method * ROWS_OF_A_METHOD; row < last; row++) {
                String condition = condition(table.columns(), table.rows().get(row));
                java.append("if (" + condition + ") return " + (row + 1) + ";\n");
            }
            java.append("return 0;\n}\n");
        }
        java.append("static int row(" + PARAMETERS + ") {\nint row = 0;\n");
        for (int method = 0; method < methods; method++)
            java.append("if ((row = part" + method + "(" + ARGUMENTS + ")) != 0) return row;\n");
        java.append("return 0;\n}\n");
        java.append("public int first(Primitives one) { return row(one.confidence(), one.amount(), one.risk(),"
                + " one.tier(), one.known(), one.day()); }\n");
        java.append("public void all(PrimitiveColumns of, int[] into) { for (int i = 0; i < into.length; i++)"
                + " into[i] = row(of.confidence()[i], of.amount()[i], of.risk()[i], of.tier()[i], of.known()[i],"
                + " of.day()[i]); }\n");
        return java.append("}\n").toString();
    }

    private static String condition(List<MadeColumn> columns, List<BitSet> row) {
        List<String> names = List.of(ARGUMENTS.split(", ", -1));
        var tests = new ArrayList<String>();
        for (int i = 0; i < columns.size(); i++) {
            MadeColumn column = columns.get(i);
            if (!column.everyValue(row.get(i))) tests.add(test(names.get(i), column, row.get(i)));
        }
        return tests.isEmpty() ? "true" : String.join(" && ", tests);
    }

    private static String test(String name, MadeColumn column, BitSet atoms) {
        return switch (column.type()) {
            case FLAG -> atoms.get(1) ? name : "!" + name;
            case TEXT -> {
                boolean others = column.others(atoms);
                yield IntStream.range(0, column.literals().size())
                        .filter(place -> atoms.get(place) != others)
                        .mapToObj(place -> name + (others ? " != " : " == ") + place)
                        .collect(Collectors.joining(others ? " && " : " || ", "(", ")"));
            }
            case NUMBER, DAY, TIME, DAY_TIME, MONTHS, SPAN -> {
                MadeColumn.Interval interval = column.interval(atoms);
                var sides = new ArrayList<String>();
                if (!interval.from().isEmpty()) sides.add(name + " >= " + literal(interval.from()));
                if (!interval.to().isEmpty()) sides.add(name + " < " + literal(interval.to()));
                yield String.join(" && ", sides);
            }
        };
    }

    private static String literal(String cell) {
        if (!cell.startsWith("date")) return cell.contains(".") ? cell : cell + ".0";
        return String.valueOf(
                LocalDate.parse(cell.substring(6, cell.length() - 2)).toEpochDay());
    }
}
