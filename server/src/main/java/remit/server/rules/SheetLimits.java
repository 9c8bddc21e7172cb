package remit.server.rules;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.ByteArrayInputStream;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a part of a workbook before it is read: the reader makes room for every place up to the one that a
 * cell names, and for every shared text up to the one that it points at, so that a few bytes could ask for all memory.
 */
final class SheetLimits {
    /** What a spreadsheet itself can hold: column XFD, row 1,048,576. */
    private static final Pattern PLACE = Pattern.compile("\\$?([A-Za-z]{1,3})\\$?([1-9]\\d{0,6})");

    private static final int LAST_COLUMN = 16_384;
    private static final int MOST_CELLS = 1_000_000;
    private static final long MOST_PLACES = 10_000_000;

    private final XMLStreamReader part;
    private long rows;
    private long cells;
    private int column;
    private int widest;
    private boolean within;
    private boolean shared;

    private SheetLimits(XMLStreamReader part) {
        this.part = part;
    }

    /** What is wrong with a part, or null; what is no XML is nothing that could be read as a sheet. */
    static @Nullable String broken(byte[] part) {
        // The parser that the reader of workbooks uses itself: two of them could see two different files.
        XMLInputFactory factory = new InputFactoryImpl();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(part));
            return new SheetLimits(reader).broken();
        } catch (XMLStreamException | RuntimeException notXml) {
            // The reader of the sheet uses the same parser and stops at the same place, having read no further.
            return null;
        }
    }

    private @Nullable String broken() throws XMLStreamException {
        while (part.hasNext()) {
            int kind = part.next();
            if (kind == XMLStreamConstants.END_ELEMENT && part.getLocalName().equals("c")) within = false;
            if (kind != XMLStreamConstants.START_ELEMENT) continue;
            String wrong = switch (part.getLocalName()) {
                case "row" -> row();
                case "c" -> cell();
                case "v" -> value();
                default -> null;
            };
            if (wrong != null) return wrong;
        }
        return null;
    }

    private @Nullable String row() {
        rows++;
        column = 0;
        return size();
    }

    private @Nullable String cell() {
        if (within) return "a cell stands within another one";
        within = true;
        cells++;
        String place = part.getAttributeValue(null, "r");
        shared = "s".equals(part.getAttributeValue(null, "t"));
        if (place == null) {
            column++;
        } else {
            var matcher = PLACE.matcher(place);
            column = matcher.matches() ? number(matcher.group(1)) : LAST_COLUMN + 1;
        }
        if (column > LAST_COLUMN)
            return "a cell stands at " + shortened(String.valueOf(place)) + ", where no sheet has one";
        widest = Math.max(widest, column);
        return size();
    }

    private @Nullable String size() {
        return cells > MOST_CELLS || rows * widest > MOST_PLACES ? "a sheet is larger than a table can be" : null;
    }

    /** Texts stand once in the workbook, and a cell points at one by its number. */
    private @Nullable String value() throws XMLStreamException {
        if (!shared) return null;
        shared = false;
        var text = new StringBuilder();
        for (int kind = part.next(); kind != XMLStreamConstants.END_ELEMENT; kind = part.next()) {
            if (kind == XMLStreamConstants.START_ELEMENT) return "the value of a cell is no text";
            if (part.hasText()) text.append(part.getText());
        }
        String number = text.toString();
        return number.isEmpty() || number.matches("\\d{1,6}")
                ? null
                : "a cell points at the text " + shortened(number) + ", which the workbook does not hold";
    }

    private static int number(String letters) {
        int number = 0;
        for (int i = 0; i < letters.length(); i++)
            number = number * 26 + Character.toUpperCase(letters.charAt(i)) - 'A' + 1;
        return number;
    }

    private static String shortened(String text) {
        return text.length() <= 20 ? text : text.substring(0, 20) + "…";
    }
}
