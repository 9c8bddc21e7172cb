package remit.process;

/** Risk tier; tier 4 (regulated or irreversible) never clears by itself, whatever rules, stage or person say. */
public enum Tier {
    INTERNAL,
    CUSTOMER_TEXT,
    WORKFLOW_ACTION,
    PRODUCTION_CHANGE,
    REGULATED;

    public boolean mayAutoClear() {
        return this != REGULATED;
    }

    /** 0 to 4. */
    public int number() {
        return ordinal();
    }
}
