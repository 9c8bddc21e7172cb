package remit.server.whatif;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.assurance.Certificate;
import remit.assurance.DeltaLedger;
import remit.assurance.Versions;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;

/**
 * The certificates of a process, each an event of its thread: what was asked of which labels, under which versions, and what
 * came out. The thread is the ledger, too: every question to the same labels spends some of the chance to be wrong that all
 * of them together have. Safe for use by many threads.
 */
public final class Certificates {
    /** All answers from one set of labels hold together with at least this less than certainty. */
    public static final double BUDGET = 0.5;

    private static final String TYPE = "CertificateIssued";
    private static final String DEMOTION = "demotion";
    private static final int TRIES = 5;

    private final JdbcClient jdbc;
    private final EvidenceLog log;
    private final InstantSource clock;

    /** @param log the one writer, @param clock tells when a certificate was issued */
    public Certificates(DataSource source, EvidenceLog log, InstantSource clock) {
        this.jdbc = JdbcClient.create(source);
        this.log = log;
        this.clock = clock;
    }

    /**
     * A certificate that was issued.
     *
     * @param voidedBy the parts that changed since, as {@link Versions.Part} words them, and {@code demotion} where autonomy
     *     was taken back since; empty while it holds
     * @param together the confidence with which all answers from its labels hold together, up to this one
     */
    public record Issued(Certificate certificate, List<String> voidedBy, double together) {
        public Issued {
            voidedBy = List.copyOf(voidedBy);
        }

        /** With its id. */
        public Json.Obj toJson() {
            return certificate
                    .toJson()
                    .with("id", Json.of(certificate.id()))
                    .with("voided_by", Json.strings(voidedBy))
                    .with("spent", Json.of(spent()))
                    .with("together_confidence", Json.of(together));
        }

        /** Of the chance to be wrong that its labels have, what was used up by then, this one with it. */
        public double spent() {
            return 1 - together;
        }

        /** Whether the question was about a table of rules, by the SHA-256 of its file. */
        public boolean asksOf(String table) {
            return (certificate.question().text() + " ").startsWith("rules " + table + " ");
        }

        public boolean holds() {
            return voidedBy.isEmpty();
        }
    }

    /** Every certificate of a process, the newest first. @param now what is in force */
    public List<Issued> of(String process, Versions now) {
        var issued = new ArrayList<Issued>();
        List<Certificate> all = stored(process);
        Optional<Instant> demoted = demoted(process);
        for (int i = all.size() - 1; i >= 0; i--) {
            Certificate each = all.get(i);
            issued.add(new Issued(each, voided(each, now, demoted), together(ledger(all.subList(0, i + 1), each))));
        }
        return issued;
    }

    private static List<String> voided(Certificate certificate, Versions now, Optional<Instant> demoted) {
        var by = new ArrayList<>(
                certificate.voidedBy(now).stream().map(Versions.Part::word).toList());
        if (demoted.filter(certificate.at()::isBefore).isPresent()) by.add(DEMOTION);
        return by;
    }

    /** When autonomy was last taken back: what was proven before did not hold. */
    private Optional<Instant> demoted(String process) {
        return jdbc.sql("select max(recorded_at) from event where process = ? and type = 'Demoted' and case_id is null"
                        + " and (leaf::jsonb->'body'->'restored' <> '[]'::jsonb"
                        + " or leaf::jsonb->'body'->>'cause' = 'kill_switch')")
                .param(process)
                .query((row, _) -> Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant))
                .single();
    }

    private static double together(DeltaLedger ledger) {
        double spent =
                ledger.spent().stream().mapToDouble(DeltaLedger.Spending::delta).sum();
        return Math.max(0, 1 - spent);
    }

    /**
     * Writes down a certificate, unless its labels were asked so often that nothing more can be promised of them. The very
     * same question again gives the certificate that there is.
     */
    Checked<Issued> issue(Certificate wanted) {
        String process = wanted.question().process();
        for (int left = TRIES; ; left--) {
            List<Certificate> known = stored(process);
            Optional<Instant> demoted = demoted(process);
            Optional<Certificate> same = known.stream()
                    .filter(each -> same(each, wanted))
                    // One that was voided is no answer any more: the question is put, and paid for, again.
                    .filter(each -> voided(each, wanted.versions(), demoted).isEmpty())
                    .findFirst();
            if (same.isPresent()) {
                return Checked.ok(new Issued(same.get(), List.of(), together(ledger(known, wanted))));
            }
            Checked<DeltaLedger> asked = ledger(known, wanted).ask(wanted.question());
            if (!(asked instanceof Checked.Ok<DeltaLedger>(DeltaLedger ledger))) {
                return Checked.refused(asked.problems());
            }
            try {
                EvidenceLog.await(
                        log.append(new ProcessWrite(clock.instant(), List.of(step(known.size(), wanted)), null)));
                return Checked.ok(new Issued(wanted, List.of(), together(ledger)));
            } catch (ConflictException meanwhile) {
                // Somebody else asked something first: the ledger is read again.
                if (left == 1) throw meanwhile;
            }
        }
    }

    private static boolean same(Certificate one, Certificate other) {
        return one.question().equals(other.question())
                && one.data().equals(other.data())
                && one.versions().equals(other.versions());
    }

    private static ProcessWrite.Step step(int before, Certificate wanted) {
        String process = wanted.question().process();
        return new ProcessWrite.Step(
                process,
                new ProcessWrite.Place(thread(process), before + 1),
                TYPE,
                wanted.askedBy(),
                Json.EMPTY,
                wanted.toJson(),
                null);
    }

    private static DeltaLedger ledger(List<Certificate> known, Certificate of) {
        DeltaLedger ledger = DeltaLedger.opened(of.question().labels(), BUDGET);
        for (Certificate each : known) {
            boolean there = each.question().labels().equals(ledger.labels());
            if (there && ledger.ask(each.question()) instanceof Checked.Ok<DeltaLedger>(DeltaLedger next))
                ledger = next;
        }
        return ledger;
    }

    private List<Certificate> stored(String process) {
        return jdbc.sql("select e.leaf from event_thread t join event e on e.id = t.event_id"
                        + " where t.thread = ? order by t.seq")
                .param(thread(process))
                .query((row, _) ->
                        Certificate.fromJson(Json.parseObject(row.getString(1)).object("body")))
                .list();
    }

    private static String thread(String process) {
        return "certificate/" + process;
    }
}
