package remit.server.rules;

import java.util.List;

/**
 * The texts of a sheet, row by row, as a spreadsheet shows them.
 *
 * @param name of the file, for places
 */
record Grid(String name, List<List<String>> rows) {
    static final int MOST_ROWS = 10_100;
    static final int MOST_COLUMNS = 250;

    Grid {
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** The text of a cell, trimmed; empty beyond the sheet. Both count from 0. */
    String at(int row, int column) {
        List<String> cells = row < rows.size() ? rows.get(row) : List.of();
        return column < cells.size() ? cells.get(column).strip() : "";
    }

    /** How many cells of a row hold anything, or stand before one that does. */
    int width(int row) {
        List<String> cells = rows.get(row);
        int width = cells.size();
        while (width > 0 && cells.get(width - 1).isBlank()) width--;
        return width;
    }

    /** "rules.csv row 7 column D". */
    String place(int row, int column) {
        return place(row) + " column " + letters(column);
    }

    String place(int row) {
        return name + " row " + (row + 1);
    }

    /** A column as spreadsheets name it: A to Z, AA. */
    static String letters(int column) {
        String last = String.valueOf((char) ('A' + column % 26));
        return column < 26 ? last : letters(column / 26 - 1) + last;
    }
}
