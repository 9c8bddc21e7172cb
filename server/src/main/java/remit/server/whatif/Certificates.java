package remit.server.whatif;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import remit.assurance.Certificate;
import remit.assurance.DeltaLedger;
import remit.assurance.Stretch;
import remit.assurance.Versions;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.ledger.Book;
import remit.server.ledger.Ledger;
import remit.server.store.ProcessWrite;

/**
 * The certificates of a process, each a line of its ledger: what was asked of which labels, under which versions, and what
 * came out. Every question spends some of the chance to be wrong that all answers from connected labels have together. Safe for
 * use by many threads.
 */
public final class Certificates {
    private static final String DEMOTION = "demotion";

    private final Ledger ledger;
    private final InstantSource clock;

    /** @param ledger what was asked of the labels, @param clock tells when a certificate was issued */
    public Certificates(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * A certificate that was issued.
     *
     * @param voidedBy the parts that changed since, as {@link Versions.Part} words them, and {@code demotion} where autonomy
     *     was taken back since; empty while it holds
     * @param spent of the chance to be wrong that people's questions to its labels have, what was used up by then, this one
     *     with it
     * @param together the confidence with which all answers from its labels, and those connected with them, hold together,
     *     up to this one
     */
    public record Issued(Certificate certificate, List<String> voidedBy, double spent, double together) {
        public Issued {
            voidedBy = List.copyOf(voidedBy);
        }

        /** With its id. */
        public Json.Obj toJson() {
            return certificate
                    .toJson()
                    .with("id", Json.of(certificate.id()))
                    .with("voided_by", Json.strings(voidedBy))
                    .with("holds", Json.of(holds()))
                    .with("spent", Json.of(spent))
                    .with("together_confidence", Json.of(together));
        }

        /** Whether the question was about a table of rules, by the SHA-256 of its file. */
        public boolean asksOf(String table) {
            return (certificate.question().text() + " ").startsWith("rules " + table + " ");
        }

        /** What was not proven promises nothing that could hold. */
        public boolean holds() {
            return proven() && voidedBy.isEmpty();
        }

        public boolean proven() {
            return certificate.answer().proven();
        }
    }

    /** Every certificate of a process, the newest first. @param now what is in force */
    public List<Issued> of(String process, Versions now) {
        var issued = new ArrayList<Issued>();
        Book book = ledger.of(process);
        Optional<Demotion> demoted = demoted(process);
        for (int i = book.entries().size() - 1; i >= 0; i--) {
            Book.Entry each = book.entries().get(i);
            if (each.kind() != Book.Kind.CERTIFICATE) continue;
            Certificate certificate = Certificate.fromJson(each.body());
            issued.add(issued(certificate, voided(certificate, now, demoted), book.spent(i + 1)));
        }
        return issued;
    }

    private static List<String> voided(Certificate certificate, Versions now, Optional<Demotion> demoted) {
        var by = new ArrayList<>(
                certificate.voidedBy(now).stream().map(Versions.Part::word).toList());
        if (demoted.filter(each -> each.voids(certificate)).isPresent()) by.add(DEMOTION);
        return by;
    }

    /**
     * When autonomy was last taken back: what was proven before did not hold, and what only cases from before it tell would
     * prove the same again.
     *
     * @param at of the process's time, {@code recorded} of the machine's
     */
    private record Demotion(Instant at, Instant recorded) {
        boolean voids(Certificate certificate) {
            return certificate.at().isBefore(recorded) || isOnlyOfBefore(certificate);
        }

        /** Whether all labels of a certificate are of cases from before it. */
        boolean isOnlyOfBefore(Certificate certificate) {
            return !labels(certificate).last().isAfter(at);
        }

        Problem refusal(String process) {
            return new Problem(
                    "RMT-170",
                    "labels of " + process,
                    "autonomy was taken back at " + at.truncatedTo(ChronoUnit.SECONDS)
                            + ", and no label that the question reads is of a case that came in after it",
                    "ask again once outcomes of newer cases are known; nothing was spent");
        }
    }

    private Optional<Demotion> demoted(String process) {
        return ledger.takenBack(process).map(last -> new Demotion(last.at(), last.recorded()));
    }

    /**
     * Writes down a certificate, unless its labels were asked so often that nothing more can be promised of them. The very
     * same question again gives the certificate that there is.
     */
    Checked<Issued> issue(Wanted wanted) {
        return ledger.write(wanted.certificate().question().process(), book -> line(book, wanted));
    }

    /**
     * One that is to be written down.
     *
     * @param sequence the order of tests that it is a part of; empty where it stands alone
     */
    record Wanted(Certificate certificate, Optional<String> sequence) {
        Json.Obj body() {
            Json.Obj told = certificate.toJson();
            return sequence.map(name -> told.with(Book.SEQUENCE, Json.of(name))).orElse(told);
        }
    }

    private Checked<Ledger.Line<Issued>> line(Book book, Wanted by) {
        Certificate wanted = by.certificate();
        Json.Obj body = by.body();
        DeltaLedger.Spending spending = book.wanted(Book.Kind.CERTIFICATE, body);
        Optional<Demotion> demoted = demoted(book.process());
        if (demoted.filter(each -> each.isOnlyOfBefore(wanted)).isPresent()) {
            return Checked.refused(demoted.orElseThrow().refusal(book.process()));
        }
        Optional<Certificate> same = book.entries().stream()
                .filter(each -> each.kind() == Book.Kind.CERTIFICATE)
                .map(each -> Certificate.fromJson(each.body()))
                .filter(each -> same(each, wanted))
                // One that was voided is no answer any more: it is written down again.
                .filter(each -> voided(each, wanted.versions(), demoted).isEmpty())
                .findFirst();
        if (same.isPresent()) {
            return Checked.ok(new Ledger.Line<>(issued(same.get(), List.of(), book.spent()), null));
        }
        return book.spent().ask(spending).map(after -> {
            var step = new ProcessWrite.Step(
                    book.process(),
                    book.next(),
                    Book.Kind.CERTIFICATE.event(),
                    wanted.askedBy(),
                    Json.EMPTY,
                    body,
                    null);
            return new Ledger.Line<>(
                    issued(wanted, List.of(), after), new ProcessWrite(clock.instant(), List.of(step), null));
        });
    }

    private static boolean same(Certificate one, Certificate other) {
        return one.question().equals(other.question())
                && one.data().equals(other.data())
                && one.versions().equals(other.versions());
    }

    private static Stretch labels(Certificate certificate) {
        return Stretch.of(certificate.question().labels()).orElseGet(() -> Stretch.until(certificate.at()));
    }

    /** @param ledger with it, and nothing that came after */
    private static Issued issued(Certificate certificate, List<String> voidedBy, DeltaLedger ledger) {
        Stretch labels = labels(certificate);
        double spent = BigDecimal.valueOf(ledger.budget())
                .subtract(ledger.left(labels))
                .doubleValue();
        return new Issued(certificate, voidedBy, spent, ledger.together(labels));
    }
}
