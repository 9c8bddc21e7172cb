package remit.server.whatif;

import java.util.Optional;
import remit.authority.AuthorityTable;
import remit.authority.RuleBook;
import remit.decision.Pinned;
import remit.dmn.DmnFile;
import remit.dmn.DmnVersion;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.catalog.PublishedProcess;
import remit.server.packs.PackFile;
import remit.whatif.Answer;
import remit.whatif.History;
import remit.whatif.RuleChange;
import remit.whatif.Rules;
import remit.whatif.WhatIf;

/**
 * The table of an answer as a DMN file: the one in force with the rows that change, everything else of the file as it was.
 * It is read again and asked about every case before it is given away.
 */
public final class WrittenTable {
    private final PublishedProcess process;
    private final History history;
    private final Answer answer;

    WrittenTable(PublishedProcess process, History history, Answer answer) {
        this.process = process;
        this.history = history;
        this.answer = answer;
    }

    /** Refused: an answer in which nothing moves, and a table that cannot be divided as the answer says. */
    public Checked<byte[]> dmn() {
        Optional<RuleChange> change = answer.change();
        if (change.isEmpty()) {
            return Checked.refused(new Problem(
                    "RMT-184",
                    process.id(),
                    "nothing moves, so there is no table to write",
                    "ask for less, or allow more errors"));
        }
        return dmn(change.get());
    }

    private Checked<byte[]> dmn(RuleChange change) {
        PackFile file = process.pack().table();
        AuthorityTable table = process.pinned().table();
        return DmnFile.read(file.bytes(), file.path())
                .then(standing -> standing.table(table.name())
                        .then(text -> change.in(table, text))
                        .then(standing::with))
                .then(changed -> changed.bytes(version(changed)))
                .then(bytes -> checked(change, bytes, file.path()));
    }

    /** What older versions are read from is written as the oldest that common editors still open. */
    private static DmnVersion version(DmnFile file) {
        return file.version().compareTo(DmnVersion.V1_3) < 0 ? DmnVersion.V1_3 : file.version();
    }

    private Checked<byte[]> checked(RuleChange change, byte[] bytes, String path) {
        return RuleBook.read(bytes, path, Pinned.facts(process.contract(), process.intake()))
                .then(written -> {
                    long differ = WhatIf.differences(history, answer.question().current(), change, Rules.of(written));
                    return differ == 0
                            ? Checked.ok(bytes)
                            : Checked.refused(new Problem(
                                    "RMT-183",
                                    path,
                                    "as rows the change would decide " + differ + " past cases otherwise than shown",
                                    "write the change by hand from the numbers of the answer"));
                });
    }
}
