package remit.server.cases;

/** What people say of effects, by command or over the API: {@code doubtful} ones, and those that were done and are to be taken back. */
public record EffectDesk(DoubtfulEffects doubtful, Compensations compensations) {
    public static EffectDesk of(Dispatcher dispatcher) {
        return new EffectDesk(dispatcher.doubtful(), dispatcher.compensations());
    }
}
