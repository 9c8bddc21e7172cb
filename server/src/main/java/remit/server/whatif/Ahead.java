package remit.server.whatif;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One thread fetches while others work on what was fetched before, in bounded memory and in no order. */
final class Ahead<T> {
    private static final int BATCH = 500;
    private static final int WAITING = 4;

    private final BlockingQueue<List<T>> batches = new ArrayBlockingQueue<>(WAITING);
    private final CompletableFuture<Void> fetched = new CompletableFuture<>();
    private final AtomicBoolean stopped = new AtomicBoolean();

    private Ahead() {}

    /**
     * Returns when everything is done; the first failure of any of them ends all.
     *
     * @param fetch hands on one after the other, in a thread of its own
     * @param workers each in a thread of its own, the first in the calling one: what is fetched goes to any one of them
     */
    static <T> void each(Consumer<Consumer<T>> fetch, List<? extends Consumer<T>> workers) {
        var ahead = new Ahead<T>();
        Thread.ofVirtual().name("what-if-reading").start(() -> ahead.fetch(fetch));
        var others = new ArrayList<CompletableFuture<Void>>();
        for (Consumer<T> worker : workers.subList(1, workers.size())) {
            var done = new CompletableFuture<Void>();
            others.add(done);
            Thread.ofPlatform().daemon().name("what-if-understanding").start(() -> {
                try {
                    ahead.work(worker);
                    done.complete(null);
                } catch (RuntimeException | Error failed) {
                    done.completeExceptionally(failed);
                }
            });
        }
        try {
            ahead.work(workers.getFirst());
        } finally {
            others.forEach(done -> done.exceptionally(_ -> null).join());
        }
        others.forEach(Ahead::join);
        join(ahead.fetched);
    }

    private void fetch(Consumer<Consumer<T>> fetch) {
        try {
            var batch = new ArrayList<T>(BATCH);
            fetch.accept(each -> {
                batch.add(each);
                if (batch.size() < BATCH) return;
                put(List.copyOf(batch));
                batch.clear();
            });
            put(List.copyOf(batch));
            fetched.complete(null);
        } catch (RuntimeException | Error failed) {
            fetched.completeExceptionally(failed);
        }
    }

    private void work(Consumer<T> worker) {
        try {
            while (!stopped.get()) {
                // Asked before looking: what was put before it was done is still found.
                boolean last = fetched.isDone();
                List<T> batch = poll();
                if (batch != null) batch.forEach(worker);
                else if (last) return;
            }
        } catch (RuntimeException | Error failed) {
            stopped.set(true);
            throw failed;
        }
    }

    private static void join(CompletableFuture<Void> done) {
        try {
            done.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) throw cause;
            throw failed;
        }
    }

    private void put(List<T> batch) {
        try {
            while (!batches.offer(batch, 100, TimeUnit.MILLISECONDS)) {
                if (stopped.get()) throw new IllegalStateException("nobody takes what is read");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading", e);
        }
    }

    private @Nullable List<T> poll() {
        try {
            return batches.poll(5, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading", e);
        }
    }
}
