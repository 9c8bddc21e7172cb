package remit.server.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import remit.kernel.Actor;
import remit.server.cases.Compensations;
import remit.server.cases.Dispatcher;
import remit.server.demo.Generator;
import remit.server.demo.World;
import remit.server.runs.Climbing;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingPurchases.Line;
import remit.server.runs.TestingShop;

/** Synthetic work of three processes: purchases with a level that comes into force between two files, a ladder, claims. */
final class TestingHistories {
    static final String PURCHASES = "purchases";
    static final String LADDER = "climbing";
    static final String CLAIMS = "demo-claims";
    static final String UNDONE = "undone";
    static final List<String> ALL = List.of(PURCHASES, LADDER, CLAIMS, UNDONE);

    private static final String TERMS = """
            rollout:
              target: 20%
              tolerated: 30%
              least_reviews: 10
              least_time: P1D
              sampling: {floor: 10%, sampled: 50%, blind: 30%}
            """;
    /** From here on every proposal that clears is wrong, so the ladder takes autonomy back. */
    private static final int TURNED = 1_200;

    private static final Actor PERSON = new Actor(Actor.Kind.PERSON, "p_olga");

    private TestingHistories() {}

    /** Those that differ in what decides. */
    static void run(TestingOffice office, Path folder) throws IOException {
        for (String process : List.of(PURCHASES, CLAIMS, LADDER)) run(office, folder, process);
    }

    static void run(TestingOffice office, Path folder, String process) throws IOException {
        switch (process) {
            case PURCHASES -> purchases(office, folder);
            case CLAIMS -> claims(office, folder);
            case LADDER -> ladder(office, folder);
            default -> undone(office, folder);
        }
    }

    /** Some of what cleared is taken back. */
    private static void undone(TestingOffice office, Path folder) {
        TestingShop shop = TestingShop.of(UNDONE);
        var lines = new ArrayList<>(TestingPurchases.ledger(61, 400));
        for (int i = 250; i < 400; i += 30) lines.set(i, lines.get(i).withAmount("2000000.00"));
        for (int i = 260; i < 400; i += 30) lines.set(i, lines.get(i).withAmount("-12.50"));
        office.run(shop.pack(folder), shop.file(folder, "undone.csv", lines), "0.6");
        List<String> cases = TestingGolden.cases(office, UNDONE);
        List<String> done = office.texts(
                "select action_id from action_view where state = 'verified' and case_id = any(?) order by case_id",
                (Object) cases.subList(1, cases.size()).toArray(String[]::new));
        try (Dispatcher dispatcher =
                office.installation().runParts(PERSON).orThrow().dispatcher()) {
            for (String action : done)
                dispatcher
                        .compensations()
                        .takeBack(new Compensations.Asking(PERSON, false, action, "wrong account"))
                        .orThrow();
        }
    }

    private static void purchases(TestingOffice office, Path folder) {
        TestingShop shop = TestingShop.of(PURCHASES);
        Path pack = shop.pack(folder);
        var lines = new ArrayList<>(TestingPurchases.ledger(61, 700));
        for (int i = 310; i < 700; i += 60) lines.set(i, lines.get(i).withAmount("2000000.00"));
        for (int i = 320; i < 700; i += 60) lines.set(i, lines.get(i).withAmount("-12.50"));
        for (int i = 330; i < 700; i += 60) lines.set(i, lines.get(i).withAmount("a dozen"));
        office.run(pack, shop.file(folder, "first.csv", lines.subList(0, 500)), "0.6");
        office.level("money", "number", "&gt; 100");
        office.run(pack, shop.file(folder, "second.csv", lines.subList(500, 700)), "0");
    }

    private static void claims(TestingOffice office, Path folder) throws IOException {
        World demo = World.standard();
        var world = new World(
                demo.seed(), new World.Calendar(demo.calendar().firstDay(), 3, 1, 300), demo.segments(), demo.signal());
        Path file = folder.resolve("claims.csv");
        new Generator(world).writeCsv(file);
        Path pack = Path.of("..", "packs", CLAIMS);
        if (!Files.isDirectory(pack)) throw new IOException(pack + " is not there");
        office.run(pack, file, world.calendar().firstLiveDay().toString());
    }

    private static void ladder(TestingOffice office, Path folder) {
        TestingShop shop = TestingShop.of(LADDER);
        Path pack = TestingShop.with(shop.pack(folder), TERMS);
        var lines = new ArrayList<Line>(TestingPurchases.ledger(11, 1_600));
        for (int i = TURNED; i < lines.size(); i++)
            lines.set(i, lines.get(i).withAccount("R" + lines.get(i).account()));
        var signed = new Climbing(remit.ladder.Stage.SAMPLED, 1, List.of(), 0);
        office.climb(pack, shop.file(folder, "climbing.csv", lines), "0.3", signed);
    }
}
