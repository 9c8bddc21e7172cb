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

/** One thread fetches while another works on what was fetched before, in the same order and in bounded memory. */
final class Ahead {
    private static final int BATCH = 500;
    private static final int WAITING = 4;

    private Ahead() {}

    /** @param fetch hands on one after the other, in a thread of its own @param work in the calling thread */
    static <T> void each(Consumer<Consumer<T>> fetch, Consumer<T> work) {
        BlockingQueue<List<T>> batches = new ArrayBlockingQueue<>(WAITING);
        var stopped = new AtomicBoolean();
        var done = new CompletableFuture<Void>();
        Thread.ofVirtual().name("what-if-reading").start(() -> {
            try {
                var batch = new ArrayList<T>(BATCH);
                fetch.accept(each -> {
                    batch.add(each);
                    if (batch.size() < BATCH) return;
                    put(batches, List.copyOf(batch), stopped);
                    batch.clear();
                });
                put(batches, List.copyOf(batch), stopped);
                done.complete(null);
            } catch (RuntimeException | Error failed) {
                done.completeExceptionally(failed);
            }
        });
        try {
            work(batches, done, work);
        } finally {
            stopped.set(true);
        }
    }

    private static <T> void work(BlockingQueue<List<T>> batches, CompletableFuture<Void> done, Consumer<T> work) {
        while (true) {
            // Asked before looking: what was put before it was done is still found.
            boolean last = done.isDone();
            List<T> batch = poll(batches);
            if (batch != null) batch.forEach(work);
            else if (last) break;
        }
        try {
            done.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) throw cause;
            throw failed;
        }
    }

    private static <T> void put(BlockingQueue<List<T>> batches, List<T> batch, AtomicBoolean stopped) {
        try {
            while (!batches.offer(batch, 100, TimeUnit.MILLISECONDS)) {
                if (stopped.get()) throw new IllegalStateException("nobody takes what is read");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading", e);
        }
    }

    private static <T> @org.jspecify.annotations.Nullable List<T> poll(BlockingQueue<List<T>> batches) {
        try {
            return batches.poll(5, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading", e);
        }
    }
}
