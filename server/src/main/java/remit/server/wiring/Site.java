package remit.server.wiring;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import remit.casework.CaseState;
import remit.casework.Casework;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.process.ProcessContract;
import remit.server.access.Access;
import remit.server.access.Acting;
import remit.server.access.Person;
import remit.server.cases.CaseStory;
import remit.server.catalog.Catalog;
import remit.server.catalog.PublishedProcess;
import remit.server.changes.Changes;
import remit.server.evidence.Sequencer;
import remit.server.incidents.IncidentDesk;
import remit.server.live.EffectKeeper;
import remit.server.live.FlowKeeper;
import remit.server.live.FolderIntake;
import remit.server.live.Housekeeping;
import remit.server.live.LiveDesk;
import remit.server.live.NoticeOutbox;
import remit.server.live.Telling;
import remit.server.live.Timeouts;
import remit.server.notices.Channel;
import remit.server.packs.Pack;
import remit.server.packs.PackReader;
import remit.server.register.Authorities;
import remit.server.register.Published;
import remit.server.register.RuleHygiene;
import remit.server.runs.RunParts;
import remit.server.scorecards.LiveFigures;
import remit.server.settings.Setting;
import remit.server.settings.Settings;
import remit.server.store.CaseReader;
import remit.server.store.ChangeLog;
import remit.server.store.EvidenceLog;
import remit.server.store.Serving;
import remit.server.web.IntakeAnswer;
import remit.server.web.IntakeCommand;
import remit.server.web.ReviewAnswer;
import remit.server.web.ReviewCommand;
import remit.server.web.WebParts;
import remit.server.web.WebServer;
import remit.server.web.WebSettings;

/** A serving process: packs published, cases taken in, people shown their pages, notices delivered. */
public final class Site implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Site.class);

    private final Installation installation;
    private final RunParts parts;
    private final Running running;
    private final Access access;
    private final List<String> warnings;

    /**
     * What is served.
     *
     * @param packs the folders of the packs
     * @param banner a sentence shown on every page, or null
     */
    public record Order(List<Path> packs, @Nullable String banner) {}

    /** What has to be stopped, in this order. */
    private record Running(WebServer web, Housekeeping housekeeping, LiveDesk desk, DatabasePulse pulse) {}

    private Site(Installation installation, RunParts parts, Running running, Access access, List<String> warnings) {
        this.installation = installation;
        this.parts = parts;
        this.running = running;
        this.access = access;
        this.warnings = warnings;
    }

    /** Publishes the packs and starts serving; refuses before anything listens. */
    public static Checked<Site> start(Installation installation, Settings settings, Order order) {
        try {
            Access access = installation.access().orThrow();
            var person = installation.person(null).orThrow();
            RunParts parts = installation.runParts(person.actor()).orThrow();
            Changes changes = installation.changes();
            access.noted();
            changes.tend();
            // Before anything listens: a node with another key than the log's would record what nobody could check.
            installation.sequencer().sequence();
            var warnings = new ArrayList<String>();
            List<LiveDesk.Served> served = publish(order.packs(), parts, warnings);
            NoticeOutbox outbox = Channels.outbox(installation, settings).orThrow();
            outbox.revive();
            Telling telling = Channels.telling(
                    installation,
                    outbox,
                    served.stream().map(each -> each.published().contract()).toList());
            var desk = new LiveDesk(parts, served);
            Published published = installation.published();
            var authorities = new Authorities(published, access::people, installation.clock());
            var pulse = new DatabasePulse(installation.source());
            WebServer web = WebServer.start(new WebParts(
                            new WebParts.Storage(installation.source(), installation.log()::isWriting, pulse::answers),
                            access,
                            webSettings(settings, order),
                            catalog(installation, desk, access),
                            services(installation, desk, access),
                            new WebParts.Rollout(installation.ladders(), desk::look, installation.clock()),
                            new WebParts.Register(authorities, new RuleHygiene(published, installation.clock())),
                            WebParts.Rules.of(installation.changeParts()),
                            installation.whatIfs(),
                            installation.halts(),
                            installation.incidents(),
                            installation.acts(),
                            desk.effects()))
                    .orThrow();
            var chores = new ArrayList<>(minding(installation, changes, access));
            chores.addAll(List.of(
                    new Housekeeping.Chore("finishing effects", Duration.ofSeconds(10), desk::recover),
                    new Housekeeping.Chore("telling people", Duration.ofSeconds(1), telling::tell),
                    new Housekeeping.Chore(
                            "telling of changes", Duration.ofSeconds(5), Channels.changes(installation, outbox)::tell),
                    new Housekeeping.Chore(
                            "telling of autonomy that was taken back",
                            Duration.ofSeconds(1),
                            Channels.ladders(installation, outbox, () -> contracts(desk))::tell),
                    new Housekeeping.Chore("minding the ladders", Duration.ofMinutes(1), desk::tendLadders),
                    new Housekeeping.Chore("delivering notices", Duration.ofSeconds(1), outbox::deliver),
                    new Housekeeping.Chore("checking the register", Duration.ofMinutes(1), authorities::tend),
                    inbox(installation, parts, served)));
            chores.addAll(watching(installation, parts, desk));
            new Serving(web.url()).announce(installation.directory());
            warnings.addAll(strangers(served, access));
            var running = new Running(web, new Housekeeping(chores), desk, pulse.begun());
            return Checked.ok(new Site(installation, parts, running, access, warnings));
        } catch (ProblemException refused) {
            return Checked.refused(refused.problems());
        }
    }

    private static Housekeeping.Chore inbox(Installation installation, RunParts parts, List<LiveDesk.Served> served) {
        var folder = new FolderIntake(parts, served, installation.path().resolve("inbox"));
        return new Housekeeping.Chore("reading the inbox folder", Duration.ofSeconds(2), folder::takeIn);
    }

    /** What is done on the installation itself, whatever it serves. */
    private static List<Housekeeping.Chore> minding(Installation installation, Changes changes, Access access) {
        Sequencer sequencer = installation.sequencer();
        return List.of(
                new Housekeeping.Chore("signing the log", Duration.ofSeconds(1), sequencer::sequence),
                new Housekeeping.Chore("minding changes", Duration.ofSeconds(1), () -> tend(changes)),
                new Housekeeping.Chore("following who has access", Duration.ofSeconds(1), access::follow),
                new Housekeeping.Chore("recording who has access", Duration.ofMinutes(1), access::noted),
                new Housekeeping.Chore(
                        "erasing what is kept no longer",
                        Duration.ofDays(1),
                        () -> installation.erasures().expire(Acting.self(EvidenceLog.engine()))));
    }

    /** What makes sure that somebody is told, and that nothing waits unseen. */
    private static List<Housekeeping.Chore> watching(Installation installation, RunParts parts, LiveDesk desk) {
        IncidentDesk incidents = installation.incidents();
        var flow = new FlowKeeper(installation.source(), installation.clock(), incidents);
        var timeouts = new Timeouts(parts, incidents);
        var effects = new EffectKeeper(
                installation.source(),
                installation.clock(),
                incidents,
                () -> !installation.halts().standing().isEmpty());
        return List.of(
                new Housekeeping.Chore("paging", Duration.ofSeconds(1), incidents::page),
                new Housekeeping.Chore("watching effects", Duration.ofSeconds(5), effects::tend),
                new Housekeeping.Chore("watching the flow", Duration.ofSeconds(20), () -> flow.tend(contracts(desk))),
                new Housekeeping.Chore(
                        "minding what waits too long", Duration.ofSeconds(20), () -> timeouts.tend(desk.served())));
    }

    private static List<ProcessContract> contracts(LiveDesk desk) {
        return desk.served().stream().map(PublishedProcess::contract).toList();
    }

    private static void tend(Changes changes) {
        for (String sentence : changes.tend()) LOG.info("{}", sentence);
    }

    /** A folder whose rules nobody approved keeps nothing from serving: what is in force goes on, and it is said. */
    private static List<LiveDesk.Served> publish(List<Path> folders, RunParts parts, List<String> warnings) {
        var problems = new ArrayList<Problem>();
        var served = new ArrayList<LiveDesk.Served>();
        for (Path folder : folders) {
            Checked<PublishedProcess> published = PackReader.read(folder).then(pack -> publish(pack, parts, warnings));
            switch (published) {
                case Checked.Ok<PublishedProcess>(PublishedProcess process) ->
                    served.add(new LiveDesk.Served(process, folder));
                case Checked.Refused<PublishedProcess>(List<Problem> found) -> problems.addAll(found);
            }
        }
        if (!problems.isEmpty()) throw new ProblemException(problems);
        return served;
    }

    private static Checked<PublishedProcess> publish(Pack pack, RunParts parts, List<String> warnings) {
        Checked<PublishedProcess> published =
                parts.catalog().publish(pack, parts.acting(), parts.clock().instant());
        List<Problem> unapproved = published.problems().stream()
                .filter(problem -> problem.code().equals(Catalog.UNAPPROVED))
                .toList();
        if (unapproved.isEmpty()) return published;
        unapproved.forEach(problem -> warnings.add(problem.toString()));
        return parts.catalog().latest(pack.contract().id()).orElse(published);
    }

    private static List<String> strangers(List<LiveDesk.Served> served, Access access) {
        List<Person> people = access.people();
        return served.stream()
                .flatMap(each -> ShownProcess.strangers(each.published(), people).stream())
                .toList();
    }

    private static WebSettings webSettings(Settings settings, Order order) {
        return new WebSettings(
                settings.text(Setting.HTTP_BIND).orElse("127.0.0.1"),
                new WebSettings.Ports(settings.number(Setting.HTTP_PORT), settings.number(Setting.MANAGEMENT_PORT)),
                "local",
                order.banner(),
                hookSecrets(settings.text(Setting.HOOK_SECRETS).orElse("")));
    }

    /** Reads {@code claims=whsec_... claims=whsec_... invoices=whsec_...}. */
    static Map<String, List<String>> hookSecrets(String written) {
        var secrets = new TreeMap<String, List<String>>();
        for (String each : written.strip().split("\\s+")) {
            if (each.isEmpty()) continue;
            int equals = each.indexOf('=');
            boolean named = equals > 0 && each.substring(0, equals).matches("[a-z][a-z0-9-]*");
            if (!named || !Channel.isSecret(each.substring(equals + 1))) {
                throw new ProblemException(
                        "RMT-096",
                        "hook_secrets",
                        "an entry is not PROCESS=whsec_BASE64",
                        "write claims=whsec_ and the base64 of 24 to 64 random bytes");
            }
            secrets.computeIfAbsent(each.substring(0, equals), any -> new ArrayList<>())
                    .add(each.substring(equals + 1));
        }
        return secrets;
    }

    private static WebParts.Catalog catalog(Installation installation, LiveDesk desk, Access access) {
        var figures = new LiveFigures(installation.source(), installation.clock());
        return new WebParts.Catalog(
                () -> desk.served().stream()
                        .map(each -> ShownProcess.of(each, access.people()))
                        .toList(),
                sha256 -> installation
                        .catalog()
                        .find(sha256)
                        .map(found -> ShownProcess.of(found.orThrow(), access.people())),
                new WebParts.Catalog.Measured(
                        id -> published(desk, id)
                                .map(process -> ShownFigures.of(process, figures))
                                .orElse(List.of()),
                        id -> published(desk, id).flatMap(process -> ShownFigures.worth(process, figures))));
    }

    private static Optional<PublishedProcess> published(LiveDesk desk, String id) {
        return desk.served().stream().filter(process -> process.id().equals(id)).findFirst();
    }

    private static WebParts.Services services(Installation installation, LiveDesk desk, Access access) {
        return new WebParts.Services(
                command -> review(desk, command),
                command -> intake(desk, command),
                text -> caseByKey(installation, text),
                id -> installation
                        .reader()
                        .byId(id)
                        .map(row ->
                                new CaseStory(installation.reader(), installation.versions(), access::nameOf).who(row)),
                (process, out) -> changelog(installation, process, out));
    }

    private static ReviewAnswer review(LiveDesk desk, ReviewCommand command) {
        Casework.Review review = switch (command.outcome()) {
            case ReviewCommand.Outcome.Approve() ->
                new Casework.Review(
                        command.reviewer(), Casework.Review.Outcome.APPROVE, null, null, command.expectedSeq());
            case ReviewCommand.Outcome.Edit(String decision, boolean isNew, ReviewCommand.Reason reason) ->
                new Casework.Review(
                        command.reviewer(),
                        Casework.Review.Outcome.EDIT,
                        decision,
                        reason.code().word(),
                        command.expectedSeq());
            case ReviewCommand.Outcome.Reject(ReviewCommand.Reason reason) ->
                new Casework.Review(
                        command.reviewer(),
                        Casework.Review.Outcome.REJECT,
                        null,
                        reason.code().word(),
                        command.expectedSeq());
        };
        String note = switch (command.outcome()) {
            case ReviewCommand.Outcome.Approve() -> "";
            case ReviewCommand.Outcome.Edit(String decision, boolean isNew, ReviewCommand.Reason reason) ->
                reason.text();
            case ReviewCommand.Outcome.Reject(ReviewCommand.Reason reason) -> reason.text();
        };
        return switch (desk.review(command.caseId(), review, note)) {
            case Checked.Ok<CaseState>(CaseState state) -> new ReviewAnswer.Done(state.seq());
            case Checked.Refused<CaseState>(List<Problem> problems) ->
                switch (problems.getFirst().code()) {
                    case "RMT-051", "RMT-052" -> new ReviewAnswer.Overtaken();
                    case "RMT-445" -> new ReviewAnswer.Frozen(problems.getFirst());
                    case "RMT-053", "RMT-054" -> new ReviewAnswer.Forbidden(problems.getFirst());
                    default -> new ReviewAnswer.Refused(problems);
                };
        };
    }

    private static IntakeAnswer intake(LiveDesk desk, IntakeCommand command) {
        return switch (desk.accept(command.source(), command.process(), command.row())) {
            case Checked.Ok<LiveDesk.Accepted>(LiveDesk.Accepted accepted) ->
                new IntakeAnswer.Accepted(accepted.caseId(), accepted.known());
            case Checked.Refused<LiveDesk.Accepted>(List<Problem> problems) -> new IntakeAnswer.Refused(problems);
        };
    }

    private static Optional<String> caseByKey(Installation installation, String text) {
        return installation.reader().find(text) instanceof Checked.Ok<CaseReader.CaseRow>(CaseReader.CaseRow row)
                ? Optional.of(row.caseId())
                : Optional.empty();
    }

    private static long changelog(Installation installation, String process, OutputStream out) {
        return new ChangeLog(installation.source()).write(process.isEmpty() ? null : process, entry -> {
            try {
                out.write((entry.compact() + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException("the reader of the change log went away", e);
            }
        });
    }

    public String url() {
        return running.web().url();
    }

    /** What is served but not as safely as its packs say, a sentence each. */
    public List<String> warnings() {
        return warnings;
    }

    /** An address that signs the person of this command line in, once: the public one where the configuration names it. */
    public String signInUrl() {
        String token = access.newLink(installation.person(null).orThrow());
        return installation
                .settings()
                .publicUrl()
                .map(pages -> pages + "/sign-in?token=" + token)
                .orElseGet(() -> running.web().signInUrl(token));
    }

    /** What a run on this installation works with, as the person of this command line. */
    public RunParts parts() {
        return parts;
    }

    /** Stops taking in, finishes what runs, then lets go of the database (the caller closes the installation). */
    @Override
    public void close() {
        Serving.withdraw(installation.directory());
        running.web().close();
        running.housekeeping().close();
        running.desk().close();
        running.pulse().close();
    }
}
