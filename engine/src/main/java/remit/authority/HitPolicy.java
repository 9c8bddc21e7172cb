package remit.authority;

/** Which of the matching rows speaks. */
public enum HitPolicy {
    /** F: the first. */
    FIRST("F"),
    /** U: the only one; when several match, the table contradicts itself and the case stops. */
    UNIQUE("U");

    private final String letter;

    HitPolicy(String letter) {
        this.letter = letter;
    }

    public String letter() {
        return letter;
    }
}
