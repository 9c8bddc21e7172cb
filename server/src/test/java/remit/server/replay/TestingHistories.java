package remit.server.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    static final List<String> ALL = List.of(PURCHASES, LADDER, CLAIMS);

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

    private TestingHistories() {}

    static void run(TestingOffice office, Path folder) throws IOException {
        purchases(office, folder);
        claims(office, folder);
        ladder(office, folder);
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
