package remit.server.web.tell;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import remit.kernel.Problem;
import remit.register.Entry;
import remit.server.register.Authorities;
import remit.server.register.OrphanReport;
import remit.server.web.page.AuthorityPage;
import remit.server.web.page.CasePage;
import remit.server.web.page.CasesPage;
import remit.server.web.page.RulesPage;

/** Tells the register in words. */
public final class RegisterTeller {
    /** More orphans than anyone reads on a page; the command and the API name more. */
    private static final int MOST = 50;

    private final Authorities authorities;
    private final Predicate<String> served;

    /** @param served whether a process has a page here */
    public RegisterTeller(Authorities authorities, Predicate<String> served) {
        this.authorities = authorities;
        this.served = served;
    }

    /** @param who of whom, {@code process} of which process; empty for all @param levels links to the tables above */
    public AuthorityPage page(String who, String process, List<RulesPage.Link> levels) {
        List<String> processes = authorities.processes();
        boolean unknown = !process.isEmpty() && !processes.contains(process);
        Authorities.Register register = unknown
                ? new Authorities.Register(List.of(), List.of())
                : authorities.register(process.isEmpty() ? null : process).of(who);
        var options = processes.stream()
                .map(id -> new CasesPage.Option(id, id, id.equals(process)))
                .toList();
        return new AuthorityPage(
                unknown ? "No process is called “" + process + "” here." : sentence(register, who),
                register.entries().stream().map(this::row).toList(),
                new AuthorityPage.Filter(who, options),
                register.unreadable().stream().map(Problem::toString).toList(),
                levels,
                authorities.lastCheck().map(RegisterTeller::check).orElse(null));
    }

    private static String sentence(Authorities.Register register, String who) {
        if (register.entries().isEmpty()) {
            return who.isEmpty()
                    ? "No process is published yet."
                    : "Nobody called “" + who + "” may decide anything here.";
        }
        long clearing = register.entries().stream()
                .filter(entry -> entry.power() == Entry.Power.CLEARS)
                .count();
        long deciding = register.entries().size() - clearing;
        String cleared = clearing == 0
                ? "Nothing clears by itself"
                : "Cases clear by themselves by " + Numbers.of(clearing, "row", "rows") + " of the rules";
        String decided =
                deciding == 0 ? "" : "; people decide what " + Numbers.of(deciding, "row", "rows") + " below hold";
        if (deciding == 1) decided = "; people decide what 1 row below holds";
        String unlimited = register.unlimited() == 0
                ? ""
                : "; " + Numbers.of(register.unlimited(), "row has", "rows have") + " no limit on the amount";
        return cleared + decided + unlimited + ".";
    }

    private AuthorityPage.Row row(Entry entry) {
        boolean clears = entry.power() == Entry.Power.CLEARS;
        Entry.Holder holder = entry.holder();
        var also = new ArrayList<String>();
        if (!holder.proposedBy().isEmpty()) also.add("proposed by " + holder.proposedBy());
        if (!holder.onBehalfOf().isEmpty()) also.add("on behalf of " + holder.onBehalfOf());
        holder.excluded().forEach(excluded -> also.add("not " + excluded));
        Integer number = entry.rule().row();
        String rule = (number == null ? "no row" : "row " + number) + " of "
                + Accounts.shortened(entry.rule().version());
        return new AuthorityPage.Row(
                holder.name(),
                also,
                clears ? Labels.ofCell("auto_clear") : new CasePage.Label("decides", "◐", "human"),
                new AuthorityPage.Process(entry.process(), served.test(entry.process())),
                entry.caseType(),
                entry.condition(),
                entry.unless().isEmpty() ? "" : "unless " + String.join("; ", entry.unless()),
                clears ? entry.limit().words() : "–",
                rule);
    }

    private static AuthorityPage.Check check(OrphanReport report) {
        List<AuthorityPage.Orphan> orphans = report.listed().stream()
                .limit(MOST)
                .map(orphan -> new AuthorityPage.Orphan(
                        orphan.caseId(),
                        shortened(orphan.caseId()),
                        orphan.process(),
                        orphan.approver().isEmpty() ? "–" : orphan.approver(),
                        orphan.reason()))
                .toList();
        long more = report.orphans() - orphans.size();
        return new AuthorityPage.Check(
                report.sentence() + ".",
                Dates.moment(report.checkedAt(), ZoneOffset.UTC) + " UTC",
                report.orphans() == 0,
                orphans,
                more == 0 ? "" : "and " + Numbers.count(more) + " more: remit authority --check names them");
    }

    private static String shortened(String caseId) {
        return caseId.length() > 17 ? caseId.substring(0, 17) : caseId;
    }
}
