package remit.authority;

/**
 * One input column of a table.
 *
 * @param fact the fact it reads
 * @param label what people call it, or the fact's name
 * @param allowed the values that may occur; any other matches no row
 */
public record Input(String fact, String label, FactType type, Cell allowed) {}
