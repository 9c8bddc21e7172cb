package remit.house;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePathScanner;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;
import remit.house.SourceRules.Kind;
import remit.house.SourceRules.Parsed;

/** Walks one parsed file and notes what breaks a rule. */
final class SourceVisitor extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private static final int METHOD_LINES = 60;
    private static final int PARAMETERS = 5;
    private static final Set<Modifier> CLOSED = EnumSet.of(Modifier.FINAL, Modifier.ABSTRACT, Modifier.SEALED);
    private static final Pattern BANNED_NAME =
            Pattern.compile("Abstract.*|.*(Impl|Manager|Helper|Utils?|DTO|Dto)([A-Z0-9].*)?");
    private static final Pattern SKIPPING_ANNOTATION =
            Pattern.compile("Disabled.*|EnabledIf.*|EnabledOn.*|EnabledFor.*|Ignore");
    private static final Pattern SKIPPING_CALL = Pattern.compile("(.*\\.)?(assume[A-Z]\\w*|assumingThat)");

    private final String file;
    private final Parsed parsed;
    private final Kind kind;
    private final List<Finding> findings;

    SourceVisitor(String file, Parsed parsed, Kind kind, List<Finding> findings) {
        this.file = file;
        this.parsed = parsed;
        this.kind = kind;
        this.findings = findings;
    }

    static int topLevelTypes(Parsed parsed) {
        return (int) parsed.unit().getTypeDecls().stream()
                .filter(ClassTree.class::isInstance)
                .count();
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
        String name = type.getSimpleName().toString();
        if (BANNED_NAME.matcher(name).matches()) {
            note("name", type, "type " + name, "name it after the thing it is, with a word of docs/concepts.md");
        }
        boolean topLevel = getCurrentPath().getParentPath().getLeaf().equals(parsed.unit());
        if (kind == Kind.SHIPPED
                && topLevel
                && type.getKind() == Tree.Kind.CLASS
                && !name.endsWith("Bench") // JMH extends them
                && type.getModifiers().getFlags().stream().noneMatch(CLOSED::contains)) {
            note("final", type, "class " + name + " is open", "make it final, or sealed with its permitted types");
        }
        return super.visitClass(type, unused);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
        int lines = line(end(method)) - line(start(method)) + 1;
        if (lines > METHOD_LINES) {
            note("method-size", method, method.getName() + " has " + lines + " lines", "split it by step; 60 at most");
        }
        if (method.getParameters().size() > PARAMETERS && !isRecordConstructor(method)) {
            String what = method.getName() + " has " + method.getParameters().size() + " parameters";
            note("parameters", method, what, "group them in a record that has a name; 5 at most");
        }
        return super.visitMethod(method, unused);
    }

    private boolean isRecordConstructor(MethodTree method) {
        return method.getReturnType() == null
                && getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD;
    }

    @Override
    public @Nullable Void visitVariable(VariableTree variable, @Nullable Void unused) {
        Set<Modifier> flags = variable.getModifiers().getFlags();
        if (kind == Kind.SHIPPED && flags.contains(Modifier.STATIC) && !flags.contains(Modifier.FINAL)) {
            note(
                    "static-state",
                    variable,
                    variable.getName() + " is static and changes",
                    "make it a field of an object");
        }
        return super.visitVariable(variable, unused);
    }

    @Override
    public @Nullable Void visitCatch(CatchTree handler, @Nullable Void unused) {
        if (kind == Kind.SHIPPED && handler.getBlock().getStatements().isEmpty()) {
            note("swallowed", handler, "an exception is swallowed", "return a Problem, rethrow, or act on it");
        }
        return super.visitCatch(handler, unused);
    }

    @Override
    public @Nullable Void visitAnnotation(AnnotationTree annotation, @Nullable Void unused) {
        if (SKIPPING_ANNOTATION
                .matcher(annotation.getAnnotationType().toString())
                .matches()) {
            note("skipped", annotation, "a test that may not run", "make it pass everywhere, or take it out");
        }
        return super.visitAnnotation(annotation, unused);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void unused) {
        if (kind == Kind.TEST
                && SKIPPING_CALL.matcher(call.getMethodSelect().toString()).matches()) {
            note("skipped", call, "a test that gives up", "assert what it needs; a *SharedIT may need ../shared");
        }
        return super.visitMethodInvocation(call, unused);
    }

    private void note(String rule, Tree at, String what, String fix) {
        findings.add(new Finding(rule, file + ":" + line(start(at)), what, fix));
    }

    private long start(Tree tree) {
        return parsed.trees().getSourcePositions().getStartPosition(parsed.unit(), tree);
    }

    private long end(Tree tree) {
        return parsed.trees().getSourcePositions().getEndPosition(parsed.unit(), tree);
    }

    private int line(long position) {
        return (int) parsed.unit().getLineMap().getLineNumber(Math.max(0, position));
    }
}
