package remit.server.ledger;

import java.time.Instant;
import java.util.List;
import remit.assurance.DeltaLedger;
import remit.assurance.Stretch;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.server.store.ProcessWrite;

/**
 * All that was proven, or not proven, of a process's labels, as it stood when it was read.
 *
 * @param entries in the order in which they were written
 * @param written how many events its thread had
 */
public record Book(String process, List<Entry> entries, long written) {
    public Book {
        entries = List.copyOf(entries);
    }

    /** In the body of a certificate: the order of tests that it is a part of. All that holds in one is one question. */
    public static final String SEQUENCE = "sequence";

    /** What a line of the ledger is. */
    public enum Kind {
        CERTIFICATE("CertificateIssued", DeltaLedger.Purse.ASKED),
        JUDGEMENT("CheckpointsJudged", DeltaLedger.Purse.ASKED),
        TRAINING("AuthorCertified", DeltaLedger.Purse.TRAINED);

        private final String event;
        private final DeltaLedger.Purse purse;

        Kind(String event, DeltaLedger.Purse purse) {
            this.event = event;
            this.purse = purse;
        }

        /** The type of its event. */
        public String event() {
            return event;
        }
    }

    /** @param body of the event: at least {@code question}, {@code data} and {@code versions} */
    public record Entry(Kind kind, Json.Obj body, Instant recordedAt) {
        /** Whether it read any label: a training without a known outcome did not. */
        boolean read() {
            return kind != Kind.TRAINING || body.number("labels", 0) > 0;
        }

        /** What it took. What does not say which labels it read may have read all that there were. */
        public DeltaLedger.Spending spending() {
            Json.Obj question = body.object("question");
            Stretch stretch = Stretch.of(question.text("labels", "")).orElseGet(() -> Stretch.until(recordedAt));
            return new DeltaLedger.Spending(asked(body), question.number("delta", 0), stretch, kind.purse);
        }
    }

    /** The same question to the same labels under the same versions has the same, and so has all that it answers with it. */
    private static String asked(Json.Obj body) {
        Json.Obj question = body.object("question");
        String sequence = body.text(SEQUENCE);
        if (sequence != null) question = question.with("text", Json.of(sequence));
        return Digest.sha256Hex(
                Json.object("question", question, "data", body.get("data"), "versions", body.get("versions"))
                        .canonical());
    }

    /** What was spent by all of it. */
    public DeltaLedger spent() {
        DeltaLedger ledger = DeltaLedger.opened(process, Ledger.BUDGET);
        for (Entry each : entries) ledger = ledger.with(each.spending());
        return ledger;
    }

    /** What was spent by the first of the entries. */
    public DeltaLedger spent(int first) {
        return new Book(process, entries.subList(0, first), written).spent();
    }

    /** What another line would take. @param body as the event will have it */
    public DeltaLedger.Spending wanted(Kind kind, Json.Obj body) {
        return new Entry(kind, body, Instant.EPOCH).spending();
    }

    /** Where the next line goes: of two writers who saw the same book one is refused. */
    public ProcessWrite.Place next() {
        return new ProcessWrite.Place(Ledger.thread(process), written + 1);
    }
}
