package remit.dmn;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.VisibleText;

/**
 * An XML document of which nothing is lost but its spelling: which quotes, which entities, which blanks in a tag.
 *
 * @param before comments and instructions before the root
 * @param after those behind it
 */
record XmlDocument(List<XmlNode> before, DmnElement root, List<XmlNode> after) {
    /** What a file may hold at most. Larger ones are mistakes, or meant to exhaust whoever reads them. */
    private static final int MOST_BYTES = 16 << 20;

    private static final int DEEPEST = 64;
    private static final int MOST_ELEMENTS = 500_000;

    XmlDocument {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** The same document with another root. */
    XmlDocument with(DmnElement other) {
        return new XmlDocument(before, other, after);
    }

    /** Reads a document. A document type declaration is refused, so no entity can reach out or blow up. */
    static Checked<XmlDocument> read(byte[] xml, String fileName) {
        if (xml.length > MOST_BYTES) {
            String what = "the file is larger than " + (MOST_BYTES >> 20) + " MiB";
            return Checked.refused(new Problem("RMT-100", fileName, what, "divide it into several files"));
        }
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
            if (!utf8) return otherEncoding(fileName, "the file is declared " + declared);
            if ("1.1".equals(reader.getVersion())) {
                return Checked.refused(new Problem("RMT-100", fileName, "it is XML 1.1", "save it as XML 1.0"));
            }
            return new Reading(reader, fileName).document();
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

    private static <T> Checked<T> otherEncoding(String fileName, String what) {
        return Checked.refused(new Problem("RMT-100", fileName, what, "save it as UTF-8"));
    }

    /** An element whose end was not yet seen. */
    private record Open(
            DmnElement.Name tag,
            Map<String, String> declares,
            List<DmnElement.Attribute> held,
            int line,
            List<XmlNode> content) {
        DmnElement close() {
            return new DmnElement(tag, declares, held, line, content);
        }
    }

    /** One pass through a document. */
    private static final class Reading {
        private final XMLStreamReader reader;
        private final String fileName;
        private final Deque<Open> open = new ArrayDeque<>();
        private final List<XmlNode> before = new ArrayList<>();
        private final List<XmlNode> after = new ArrayList<>();
        private @Nullable DmnElement root;
        private int elements;

        Reading(XMLStreamReader reader, String fileName) {
            this.reader = reader;
            this.fileName = fileName;
        }

        Checked<XmlDocument> document() throws XMLStreamException {
            while (reader.hasNext()) {
                Optional<Problem> problem = take(reader.next());
                if (problem.isPresent()) return Checked.refused(problem.get());
            }
            return root == null
                    ? Checked.refused(new Problem("RMT-100", fileName, "no element", "save it again"))
                    : Checked.ok(new XmlDocument(before, root, after));
        }

        private Optional<Problem> take(int event) {
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> {
                    open.push(start());
                    for (DmnElement.Attribute held : open.peek().held()) {
                        Optional<Problem> problem = unseen(held.value());
                        if (problem.isPresent()) return problem;
                    }
                    return tooLarge();
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    DmnElement element = open.pop().close();
                    if (open.isEmpty()) root = element;
                    else add(element);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    // Blanks between what stands outside the root are layout.
                    if (open.isEmpty()) return Optional.empty();
                    add(new XmlNode.Text(reader.getText()));
                    return unseen(reader.getText());
                }
                case XMLStreamConstants.COMMENT -> add(new XmlNode.Comment(reader.getText()));
                case XMLStreamConstants.PROCESSING_INSTRUCTION -> {
                    String data = reader.getPIData();
                    add(new XmlNode.Instruction(reader.getPITarget(), data == null ? "" : data));
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
                    return Optional.of(new Problem(
                            "RMT-100",
                            place(reader.getLocation().getLineNumber()),
                            "a document type declaration is not allowed",
                            "delete the <!DOCTYPE ...> part"));
                }
                default -> {
                    // The end of the document.
                }
            }
            return Optional.empty();
        }

        /** Names, labels and cells are evidence and are read by people; what other programs keep in a file is theirs. */
        private Optional<Problem> unseen(String text) {
            boolean read = open.stream()
                    .allMatch(each -> DmnVersion.ofModel(each.tag().namespace()).isPresent());
            if (!read) return Optional.empty();
            return VisibleText.fault(text)
                    .map(fault -> new Problem(
                            "RMT-100",
                            place(reader.getLocation().getLineNumber()),
                            "it holds " + fault,
                            "delete it: what nobody can read, nobody can approve"));
        }

        private void add(XmlNode node) {
            if (!open.isEmpty()) open.peek().content().add(node);
            else if (root == null) before.add(node);
            else after.add(node);
        }

        private Optional<Problem> tooLarge() {
            if (++elements <= MOST_ELEMENTS && open.size() <= DEEPEST) return Optional.empty();
            String what = open.size() > DEEPEST
                    ? "elements stand more than " + DEEPEST + " deep in each other"
                    : "the file has more than " + MOST_ELEMENTS + " elements";
            return Optional.of(new Problem(
                    "RMT-100", place(reader.getLocation().getLineNumber()), what, "divide it into several files"));
        }

        private String place(int line) {
            return fileName + " line " + line;
        }

        private Open start() {
            var declares = new LinkedHashMap<String, String>();
            for (int i = 0; i < reader.getNamespaceCount(); i++) {
                declares.put(text(reader.getNamespacePrefix(i)), text(reader.getNamespaceURI(i)));
            }
            var held = new ArrayList<DmnElement.Attribute>();
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                var name = new DmnElement.Name(
                        text(reader.getAttributePrefix(i)),
                        text(reader.getAttributeNamespace(i)),
                        reader.getAttributeLocalName(i));
                held.add(new DmnElement.Attribute(name, reader.getAttributeValue(i)));
            }
            var tag = new DmnElement.Name(
                    text(reader.getPrefix()), text(reader.getNamespaceURI()), reader.getLocalName());
            return new Open(tag, declares, held, reader.getLocation().getLineNumber(), new ArrayList<>());
        }

        private static String text(@Nullable String given) {
            return given == null ? "" : given;
        }
    }

    /** UTF-8, in one spelling: the same document gives the same bytes. */
    byte[] bytes() {
        return new XmlWriter().document(this).getBytes(StandardCharsets.UTF_8);
    }
}
