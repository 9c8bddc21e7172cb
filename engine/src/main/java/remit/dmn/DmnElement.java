package remit.dmn;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import remit.kernel.Checked;
import remit.kernel.Problem;

/** An XML element with its line: all of the file that a table reader needs. Built once, then only read. */
record DmnElement(
        String name,
        String namespace,
        Map<String, String> attributes,
        int line,
        List<DmnElement> children,
        StringBuilder characters) {

    private static final int DEEPEST = 64;
    private static final int MOST_ELEMENTS = 500_000;

    /** Reads a document. A document type declaration is refused, so no entity can reach out or blow up. */
    static Checked<DmnElement> read(byte[] xml, String fileName) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("the file refers to " + systemId);
        });
        try {
            // Decoded here, strictly: the parser would print a wrong byte to standard error before it throws.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(xml))
                    .toString();
            String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(unmarked));
            String declared = reader.getCharacterEncodingScheme();
            boolean utf8 =
                    declared == null || declared.equalsIgnoreCase("UTF-8") || declared.equalsIgnoreCase("US-ASCII");
            return utf8 ? build(reader, fileName) : otherEncoding(fileName, "the file is declared " + declared);
        } catch (CharacterCodingException e) {
            return otherEncoding(fileName, "the file is not UTF-8");
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            String place = fileName + (line > 0 ? " line " + line : "");
            String what =
                    "not well-formed XML: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
            return Checked.refused(new Problem("RMT-100", place, what, "save the table again with a DMN editor"));
        }
    }

    private static Checked<DmnElement> otherEncoding(String fileName, String what) {
        return Checked.refused(new Problem("RMT-100", fileName, what, "save it as UTF-8"));
    }

    /** An element without anything in it. */
    static DmnElement empty() {
        return new DmnElement("", "", Map.of(), 0, List.of(), new StringBuilder());
    }

    private static Checked<DmnElement> build(XMLStreamReader reader, String fileName) throws XMLStreamException {
        Deque<DmnElement> open = new ArrayDeque<>();
        Optional<DmnElement> root = Optional.empty();
        int elements = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    DmnElement element = start(reader);
                    if (open.isEmpty()) root = Optional.of(element);
                    else open.peek().children.add(element);
                    open.push(element);
                    if (++elements > MOST_ELEMENTS || open.size() > DEEPEST) {
                        String what = open.size() > DEEPEST
                                ? "elements stand more than " + DEEPEST + " deep in each other"
                                : "the file has more than " + MOST_ELEMENTS + " elements";
                        String place = fileName + " line " + element.line();
                        return Checked.refused(new Problem("RMT-100", place, what, "divide it into several files"));
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> open.pop();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!open.isEmpty()) open.peek().characters.append(reader.getText());
                }
                case XMLStreamConstants.DTD -> {
                    String place = fileName + " line " + reader.getLocation().getLineNumber();
                    return Checked.refused(new Problem(
                            "RMT-100",
                            place,
                            "a document type declaration is not allowed",
                            "delete the <!DOCTYPE ...> part"));
                }
                default -> {
                    // Comments and processing instructions say nothing about the table.
                }
            }
        }
        return root.<Checked<DmnElement>>map(Checked::ok)
                .orElseGet(() -> Checked.refused(new Problem("RMT-100", fileName, "no element", "save it again")));
    }

    private static DmnElement start(XMLStreamReader reader) {
        var attributes = new HashMap<String, String>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        String namespace = reader.getNamespaceURI() == null ? "" : reader.getNamespaceURI();
        int line = reader.getLocation().getLineNumber();
        return new DmnElement(
                reader.getLocalName(), namespace, attributes, line, new ArrayList<>(), new StringBuilder());
    }

    /** Direct children of that name in this element's namespace; extensions of editors live in others. */
    Stream<DmnElement> all(String childName) {
        return children.stream().filter(c -> c.name.equals(childName) && c.namespace.equals(namespace));
    }

    Optional<DmnElement> first(String childName) {
        return all(childName).findFirst();
    }

    /** The text of the {@code text} child, trimmed; empty when there is none. */
    String text() {
        return first("text").map(t -> t.characters.toString().strip()).orElse("");
    }

    /** The characters of this element itself, trimmed. */
    String ownText() {
        return characters.toString().strip();
    }

    /** The id that {@code href} points to, in this file. */
    String reference() {
        String href = attribute("href");
        return href.substring(href.indexOf('#') + 1);
    }

    String attribute(String attributeName) {
        return attributes.getOrDefault(attributeName, "").strip();
    }
}
