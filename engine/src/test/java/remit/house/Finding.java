package remit.house;

/**
 * One breach of a house rule.
 *
 * @param rule the rule's short name, which the rules' own tests look for
 * @param place file and line, or class
 */
public record Finding(String rule, String place, String what, String fix) {
    @Override
    public String toString() {
        return place + ": " + what + " [" + rule + "]; fix: " + fix;
    }
}
