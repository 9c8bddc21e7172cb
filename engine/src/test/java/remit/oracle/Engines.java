package remit.oracle;

import java.util.Map;
import java.util.Set;
import remit.kernel.Checked;
import remit.kernel.Value;

/** One table, read from the same text by this engine and by the two others. */
final class Engines {
    private final String dmn;
    private final Checked<RemitEngine> remit;
    private final Engine kie;
    private final Engine jdmn;

    /** @param seed chooses among the spellings of the same table */
    Engines(Sheet sheet, long seed) {
        this.dmn = SheetText.of(sheet, seed);
        this.remit = RemitEngine.read(dmn, sheet.nulls());
        this.kie = new KieEngine(dmn, sheet.facts().keySet());
        this.jdmn = new JdmnEngine(dmn, sheet.facts().keySet());
    }

    /** The three answers to one context. */
    record Answers(Said remit, Said kie, Said jdmn) {
        Said of(Disagreement.Other other) {
            return switch (other) {
                case KIE -> kie;
                case JDMN -> jdmn;
            };
        }

        /** Whether every engine that is not excused agrees. */
        boolean agree(Map<Disagreement, Set<Disagreement.Other>> classes) {
            for (Disagreement.Other other : Disagreement.Other.values()) {
                if (!Disagreement.excuse(classes, other) && !remit.agrees(of(other))) return false;
            }
            return true;
        }
    }

    Answers ask(Map<String, Value> context) {
        return new Answers(remit.orThrow().ask(context), kie.ask(context), jdmn.ask(context));
    }

    String dmn() {
        return dmn;
    }
}
