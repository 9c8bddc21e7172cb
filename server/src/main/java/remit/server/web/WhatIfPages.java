package remit.server.web;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.change.Standing;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.access.Role.Permission;
import remit.server.changes.Change;
import remit.server.web.ReaderPages.Titled;
import remit.server.web.page.CasesPage;
import remit.server.web.page.RulesPage;
import remit.server.web.page.WhatIfPage;
import remit.server.web.tell.WhatIfSteps;
import remit.server.web.tell.WhatIfTeller;
import remit.server.whatif.Asked;
import remit.server.whatif.CertificateList;
import remit.server.whatif.Told;
import remit.server.whatif.WhatIfs;
import remit.whatif.Lever;

/** Where people ask what other rules would have made of the past. Looking spends nothing; certifying is a button. */
final class WhatIfPages {
    private static final String PATH = "/what-if";
    private static final String ASK = "ask";
    private static final String VALUE = "value";
    private static final String PROCESS = "process";
    private static final String CONFIDENCE = "confidence";
    private static final String LIMIT = "limit:";
    private static final String RULES_ALONE = "rules_alone";
    private static final String CHANGE = "change:";

    /** What stands in an address beside the change that is asked about. */
    private static final List<String> PLAIN = List.of("from", "to", "segment", "max_error", CONFIDENCE, RULES_ALONE);

    private static final Set<Standing> OPEN = Set.of(Standing.DRAFT, Standing.SUBMITTED, Standing.APPROVED);

    private final ReaderPages pages;
    private final WhatIfDesk desk;
    private final WhatIfs whatIfs;

    WhatIfPages(ReaderPages pages) {
        this.pages = pages;
        this.desk = new WhatIfDesk(pages.parts());
        this.whatIfs = pages.parts().whatIfs();
    }

    RouterFunction<ServerResponse> router(Callers callers, Failures failures) {
        return RouterFunctions.route()
                .GET(PATH, this::show)
                .GET(PATH + "/moved.csv", this::moved)
                .POST(PATH + "/certify", this::certify)
                .filter(new Threshold(callers, failures)::pass)
                .onError(Throwable.class, failures::of)
                .build();
    }

    /**
     * What the address holds.
     *
     * @param fields as the form sends them, without blank ones
     * @param asks whether it asks anything
     */
    private record Wanted(PublishedProcess process, Map<String, String> fields, boolean asks) {
        String id() {
            return process.contract().id();
        }

        String field(String name) {
            return fields.getOrDefault(name, "");
        }

        Wanted with(String name, String value) {
            var more = new LinkedHashMap<>(fields);
            more.put(name, value);
            return new Wanted(process, more, asks);
        }

        String address(String path) {
            return path + "?"
                    + fields.entrySet().stream()
                            .map(each ->
                                    each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                            .collect(Collectors.joining("&"));
        }
    }

    private Optional<Wanted> wanted(ServerRequest request) {
        List<PublishedProcess> processes = pages.parts().catalog().processes().get();
        if (processes.isEmpty()) return Optional.empty();
        String id = request.param(PROCESS).orElse("");
        PublishedProcess process = id.isBlank()
                ? processes.getFirst()
                : pages.parts()
                        .catalog()
                        .process(id)
                        .orElseThrow(() -> RuleSubjects.missing("no process is called \"" + id + "\" here"));
        var fields = new LinkedHashMap<String, String>();
        fields.put(PROCESS, process.contract().id());
        for (String name : List.of(ASK, VALUE)) put(fields, name, request);
        for (String name : PLAIN) put(fields, name, request);
        double usual = process.contract().author().maxError();
        fields.putIfAbsent("max_error", usual > 0 && usual < 1 ? percent(usual) : "3%");
        fields.putIfAbsent(CONFIDENCE, "95%");
        return Optional.of(new Wanted(process, fields, fields.containsKey(ASK)));
    }

    private static void put(Map<String, String> fields, String name, ServerRequest request) {
        request.param(name)
                .map(text -> text.replace("\0", "").strip())
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> fields.put(name, text));
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    }

    /** The question as programs ask it. */
    private Checked<Asked> asked(Wanted wanted) {
        Map<String, String> fields = plain(wanted);
        String ask = wanted.field(ASK);
        String value = wanted.field(VALUE);
        if (ask.startsWith(CHANGE)) fields.put(WhatIfDesk.CHANGE, ask.substring(CHANGE.length()));
        else if (ask.equals("goal")) fields.put("goal", value);
        else {
            fields.put("threshold", value);
            if (ask.startsWith(LIMIT)) fields.put("lever", ask.substring(LIMIT.length()));
        }
        return desk.asked(wanted.id(), fields);
    }

    private static Map<String, String> plain(Wanted wanted) {
        var fields = new HashMap<String, String>();
        PLAIN.forEach(name -> fields.put(name, wanted.field(name)));
        return fields;
    }

    /** What is in force, asked as a confidence where there is one, since that has a curve. */
    private Checked<Asked> today(Wanted begun, List<Lever> levers) {
        if (!levers.isEmpty() && levers.getFirst() instanceof Lever.Confidence) return asked(begun);
        return pages.parts()
                .rules()
                .changes()
                .versionInForce(begun.id())
                .map(version -> {
                    Map<String, String> fields = plain(begun);
                    fields.put("rules", new String(version.pack().table().bytes(), StandardCharsets.UTF_8));
                    return desk.asked(begun.id(), fields);
                })
                .orElseGet(() -> asked(begun));
    }

    /** Every number that may be moved; none where nothing can be asked, which the answer itself tells. */
    private List<Lever> levers(Wanted wanted) {
        var fields = new HashMap<String, String>(Map.of("threshold", "0", "max_error", "1%"));
        for (String name : List.of("from", "to", "segment")) fields.put(name, wanted.field(name));
        Checked<List<Lever>> levers =
                desk.asked(wanted.id(), fields).then(asked -> whatIfs.levers(wanted.id(), asked.scope()));
        return levers instanceof Checked.Ok<List<Lever>>(List<Lever> found) ? found : List.of();
    }

    /** Whoever asks nothing yet sees where the process stands, and a question to begin with in the form. */
    private static Wanted begun(Wanted wanted, List<Lever> levers) {
        if (!wanted.field(ASK).isEmpty()) return wanted;
        if (levers.isEmpty()) return wanted.with(ASK, "goal").with(VALUE, "50%");
        Lever first = levers.getFirst();
        return wanted.with(ASK, ask(first)).with(VALUE, WhatIfSteps.begin(first).toPlainString());
    }

    private static String ask(Lever lever) {
        return switch (lever) {
            case Lever.Confidence _ -> CONFIDENCE;
            case Lever.Limit limit -> LIMIT + limit.fact();
        };
    }

    ServerResponse show(ServerRequest request) {
        Optional<Wanted> wanted = wanted(request);
        if (wanted.isEmpty()) throw RuleSubjects.missing("no process is published yet");
        List<Lever> levers = levers(wanted.get());
        Wanted begun = begun(wanted.get(), levers);
        Checked<Asked> asked = begun.asks ? asked(begun) : today(begun, levers);
        return show(request, begun, levers, asked.then(whatIfs::explore));
    }

    private ServerResponse show(ServerRequest request, Wanted wanted, List<Lever> levers, Checked<Told> told) {
        List<String> errors = told.problems().stream()
                .map(problem -> Failures.capital(problem.place()) + ": " + problem.what() + "; " + problem.fix() + ".")
                .toList();
        WhatIfPage.Result result = told instanceof Checked.Ok<Told>(Told answer) ? result(wanted, answer) : null;
        ZoneId zone = wanted.process.contract().zone();
        WhatIfPage.Certificates certificates =
                whatIfs.certificates(wanted.id()) instanceof Checked.Ok<CertificateList>(CertificateList list)
                        ? WhatIfTeller.certificates(list, pages.people(), zone)
                        : new WhatIfPage.Certificates("Nothing was certified yet.", List.of());
        var page = new WhatIfPage(form(wanted, levers), errors, result, certificates);
        return pages.html(request, errors.isEmpty() ? 200 : 422, "what-if", new Titled("What if", "what-if", page));
    }

    private WhatIfPage.Result result(Wanted wanted, Told answer) {
        String csv = wanted.address(PATH + "/moved.csv");
        return wanted.asks
                ? teller(wanted).result(answer, desk(wanted), csv)
                : teller(wanted).today(answer, desk(wanted), csv);
    }

    private static WhatIfTeller teller(Wanted wanted) {
        return new WhatIfTeller(new WhatIfSteps((lever, number) ->
                wanted.with(ASK, ask(lever)).with(VALUE, number.toPlainString()).address(PATH)));
    }

    private WhatIfPage.Desk desk(Wanted wanted) {
        String ask = wanted.field(ASK);
        RulesPage.Link change = ask.startsWith(CHANGE)
                ? new RulesPage.Link("/changes/" + ask.substring(CHANGE.length()), "The change that this asks about")
                : null;
        boolean alone = wanted.field(RULES_ALONE).equals("true");
        var ladder = new RulesPage.Link(
                wanted.with(RULES_ALONE, alone ? "false" : "true").address(PATH),
                alone ? "Ask with the ladder as it stood" : "Ask for the rules alone");
        return new WhatIfPage.Desk(pages.may(Permission.PROPOSE), WhatIfTeller.hidden(wanted.fields), change, ladder);
    }

    private WhatIfPage.Form form(Wanted wanted, List<Lever> levers) {
        var asks = new LinkedHashMap<String, String>();
        levers.forEach(lever -> asks.putIfAbsent(ask(lever), lever.words() + " becomes"));
        asks.put("goal", "so large a share shall clear");
        for (Change change : pages.parts().rules().changes().list(wanted.id())) {
            if (!OPEN.contains(change.state().standing())) continue;
            asks.put(
                    CHANGE + change.id(),
                    "the " + change.state().standing().word() + " " + change.id() + " is in force");
        }
        asks.putIfAbsent(wanted.field(ASK), wanted.field(ASK));
        var options = new ArrayList<CasesPage.Option>();
        asks.forEach(
                (value, label) -> options.add(new CasesPage.Option(value, label, value.equals(wanted.field(ASK)))));
        boolean alone = wanted.field(RULES_ALONE).equals("true");
        List<CasesPage.Option> processes = pages.parts().catalog().processes().get().stream()
                .map(each -> each.contract())
                .map(each ->
                        new CasesPage.Option(each.id(), each.name(), each.id().equals(wanted.id())))
                .toList();
        return new WhatIfPage.Form(
                processes,
                options,
                wanted.field(VALUE),
                new WhatIfPage.Scope(wanted.field("from"), wanted.field("to"), wanted.field("segment")),
                wanted.field("max_error"),
                wanted.field(CONFIDENCE),
                List.of(
                        new CasesPage.Option("", "as it stood", !alone),
                        new CasesPage.Option("true", "left out: the rules alone", alone)));
    }

    /** Writes the answer down: the one thing on the page that spends confidence. */
    ServerResponse certify(ServerRequest request) {
        if (!pages.may(Permission.PROPOSE)) {
            throw new ProblemException(
                    "RMT-629",
                    "",
                    "you may look around here, not have an answer certified",
                    "ask somebody who may propose rules");
        }
        Wanted wanted = wanted(request).orElseThrow(() -> RuleSubjects.missing("no process is published yet"));
        Checked<Told> told =
                asked(wanted).then(asked -> whatIfs.ask(asked, pages.reader().actor()));
        List<Problem> refused =
                told.then(answer -> answer.certified().orElseThrow()).problems();
        if (!refused.isEmpty()) return show(request, wanted, levers(wanted), Checked.refused(refused));
        return ServerResponse.seeOther(URI.create(wanted.address(PATH) + "#certificates"))
                .build();
    }

    /** Every moved case, as a file. */
    ServerResponse moved(ServerRequest request) {
        Wanted wanted = wanted(request).orElseThrow(() -> RuleSubjects.missing("no process is published yet"));
        Told told = asked(wanted).then(whatIfs::explore).orThrow();
        return ServerResponse.ok()
                .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .header("Content-Disposition", "attachment; filename=\"moved-" + wanted.id() + ".csv\"")
                .body(WhatIfTeller.csv(told.answer()));
    }
}
