package remit.dmn;

/** What stands in an XML document, beside what it declares of itself. */
sealed interface XmlNode permits DmnElement, XmlNode.Text, XmlNode.Comment, XmlNode.Instruction {
    /** Characters, with every entity and CDATA section resolved. */
    record Text(String characters) implements XmlNode {}

    /** A comment, without its marks. */
    record Comment(String characters) implements XmlNode {}

    /** A processing instruction. */
    record Instruction(String target, String data) implements XmlNode {}
}
