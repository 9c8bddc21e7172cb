package remit.server.authors;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.ports.Author;
import remit.process.AuthorSpec;
import remit.process.Reporting;
import remit.server.authors.embedding.Embeddings;
import remit.server.authors.embedding.Identity;
import remit.server.authors.language.Chat;
import remit.server.authors.language.ChatAuthor;

/** The door of this package: checks an author's settings, trains a classifier, opens the author that a pack names. */
public final class Authors {
    private static final List<String> KINDS =
            List.of(Classifier.KIND, RecordedAuthor.KIND, HttpAuthor.KIND, ChatAuthor.KIND);

    private Authors() {}

    /** What is wrong with {@code spec}, given the inputs that the intake shows to the author; empty when nothing is. */
    public static List<Problem> check(AuthorSpec spec, Collection<String> visibleInputs) {
        return switch (spec.kind()) {
            case Classifier.KIND ->
                switch (FeatureSettings.read(spec.settings())) {
                    case Checked.Ok<FeatureSettings>(FeatureSettings settings) -> settings.missingFrom(visibleInputs);
                    case Checked.Refused<FeatureSettings>(List<Problem> problems) -> problems;
                };
            case RecordedAuthor.KIND ->
                switch (SettingFields.recording(spec.settings())) {
                    case Checked.Ok<Recording.Settings>(Recording.Settings settings) ->
                        unknownKeys(settings.key(), visibleInputs);
                    case Checked.Refused<Recording.Settings>(List<Problem> problems) -> problems;
                };
            case HttpAuthor.KIND ->
                SettingFields.endpoint(spec.settings(), (_, _) -> Optional.of("known-when-opened"))
                        .problems();
            case ChatAuthor.KIND ->
                SettingFields.chat(spec.settings(), (_, _) -> Optional.of("known-when-opened"), Checked::ok)
                        .problems();
            default -> List.of(unknownKind(spec.kind()));
        };
    }

    /** The same with the files that the settings name: a recording must lie in the pack and be readable. */
    public static List<Problem> check(AuthorSpec spec, Collection<String> visibleInputs, Path pack) {
        List<Problem> problems = check(spec, visibleInputs);
        if (!problems.isEmpty()) return problems;
        return switch (spec.kind()) {
            case RecordedAuthor.KIND ->
                SettingFields.recording(spec.settings())
                        .then(settings -> Recording.read(settings, pack))
                        .problems();
            case ChatAuthor.KIND ->
                SettingFields.chat(
                                spec.settings(),
                                (_, _) -> Optional.of("known-when-opened"),
                                file -> Prompts.read(file, pack))
                        .problems();
            default -> problems;
        };
    }

    private static List<Problem> unknownKeys(List<String> key, Collection<String> visible) {
        var problems = new ArrayList<Problem>();
        for (String name : key) {
            if (visible.contains(name)) continue;
            problems.add(new Problem(
                    "RMT-303",
                    "author.settings.key",
                    "\"" + name + "\" is not an input of the intake",
                    "let the key column be also_input, or leave key out and record case ids"));
        }
        return problems;
    }

    /**
     * Learns from history and fixes the confidence threshold; the same history gives the same model, byte for byte.
     *
     * @param historyInTimeOrder oldest first; cases without truth teach only which values exist
     * @param embeddings loaded only where the settings name an embedding
     */
    public static Checked<Classifier> train(
            List<Example> historyInTimeOrder, AuthorSpec spec, Reporting reporting, Embeddings embeddings) {
        if (!spec.kind().equals(Classifier.KIND)) {
            return Checked.refused(new Problem(
                    "RMT-305",
                    "author.kind",
                    "only a classifier is trained, this is \"" + spec.kind() + "\"",
                    "open it instead, or set kind: classifier"));
        }
        return FeatureSettings.read(spec.settings())
                .then(settings -> within(settings, embeddings))
                .map(settings -> Training.run(
                        historyInTimeOrder, new Core.Sight(settings, reporting.group(), embeddings), spec, reporting));
    }

    /** The classifiers that might serve instead of the one that a pack names, by what they go by. */
    public static Checked<Map<String, AuthorSpec>> candidates(AuthorSpec spec) {
        if (!spec.kind().equals(Classifier.KIND)) {
            return Checked.refused(new Problem(
                    "RMT-305",
                    "author.kind",
                    "only classifiers are compared on history, this is \"" + spec.kind() + "\"",
                    "let it run in shadow instead: its cases are what it can be judged by"));
        }
        return FeatureSettings.read(spec.settings()).map(settings -> {
            var specs = new LinkedHashMap<String, AuthorSpec>();
            settings.candidates(spec.settings())
                    .forEach((name, candidate) -> specs.put(name, spec.with(candidate.toJson())));
            return specs;
        });
    }

    /** Where the folds of a training start, as shares of history: each learns from what came before and is judged up to the next. */
    public static List<Double> folds() {
        return java.util.Arrays.stream(Training.STARTS).boxed().toList();
    }

    /** The settings that can be met here: refused without embeddings, unless the pack lets the words alone do. */
    private static Checked<FeatureSettings> within(FeatureSettings settings, Embeddings embeddings) {
        if (settings.embedding().isEmpty()) return Checked.ok(settings);
        return switch (embeddings.identity()) {
            case Checked.Ok<Identity> _ -> Checked.ok(settings);
            case Checked.Refused<Identity>(List<Problem> problems) ->
                settings.wordsAlone() ? Checked.ok(settings.withoutEmbedding()) : Checked.refused(problems);
        };
    }

    /** Reads a model that {@link Classifier#toJson} wrote. */
    public static Checked<Classifier> load(Json.Obj model, Embeddings embeddings) {
        return ModelFile.read(model, embeddings);
    }

    /**
     * Opens the author that a pack names.
     *
     * @param model for a classifier: its trained model; ignored by the other kinds
     * @param pack the pack's folder: files that settings name are relative to it
     * @param tools what the installation gives to its authors
     */
    public static Checked<Author> open(AuthorSpec spec, Json.@Nullable Obj model, Path pack, AuthorTools tools) {
        return switch (spec.kind()) {
            case Classifier.KIND ->
                model == null
                        ? Checked.refused(new Problem(
                                "RMT-306",
                                "author",
                                "the classifier has no trained model",
                                "train it on history first"))
                        : load(model, tools.embeddings()).map(classifier -> classifier);
            case RecordedAuthor.KIND ->
                SettingFields.recording(spec.settings())
                        .then(settings -> Recording.read(settings, pack))
                        .map(author -> author);
            case HttpAuthor.KIND ->
                SettingFields.endpoint(spec.settings(), tools.secrets()::token)
                        .map(endpoint -> new HttpAuthor(endpoint, InstantSource.system()));
            case ChatAuthor.KIND ->
                SettingFields.chat(spec.settings(), tools.secrets()::token, file -> Prompts.read(file, pack))
                        .map(Authors::chat);
            default -> Checked.refused(unknownKind(spec.kind()));
        };
    }

    /**
     * Whether what such an author says of its confidence counts only from where outcomes prove it: a language model's
     * always, another's unless its pack declares a threshold. A classifier is judged on history when it is trained.
     */
    public static boolean needsProof(AuthorSpec spec) {
        boolean declares =
                spec.settings().get("threshold") != null && !spec.promise().only();
        return !spec.kind().equals(Classifier.KIND) && !declares && spec.maxError() > 0 && spec.maxError() < 1;
    }

    /** The author, confident from a certified confidence on. @param from null where nothing is proven */
    public static Author confidentFrom(Author author, @Nullable Double from) {
        return new Proven(author, from);
    }

    /** Never confident by what the model says of itself: its confidence is no probability. */
    private static Author chat(Chat chat) {
        var answers =
                new Answers(SettingFields.NEVER, chat.labels(), chat.endpoint().secret());
        return new ChatAuthor(chat, answers::read, InstantSource.system());
    }

    private static Problem unknownKind(String kind) {
        return new Problem(
                "RMT-304", "author.kind", "there is no author \"" + kind + "\"", "use " + String.join(", ", KINDS));
    }
}
