package remit.rules;

/**
 * A row that a case fails in one column alone.
 *
 * @param row its number, 1-based
 * @param column the fact of that column
 */
public record NearMiss(int row, String column) {}
