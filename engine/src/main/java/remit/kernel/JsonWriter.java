package remit.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes {@link Json}: canonical (RFC 8785), compact, or indented. */
final class JsonWriter {
    private static final String[] NO_NAMES = {};
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private JsonWriter() {}

    static void canonical(Json value, StringBuilder out) {
        switch (value) {
            case Json.Obj(Map<String, Json> fields) -> sorted(fields, out);
            case Json.Arr(List<Json> items) -> {
                out.append('[');
                for (int i = 0; i < items.size(); i++) {
                    if (i > 0) out.append(',');
                    canonical(items.get(i), out);
                }
                out.append(']');
            }
            case Json.Str _, Json.Num _, Json.Bool _, Json.Null _ -> scalar(value, out);
        }
    }

    /** By UTF-16 code units, which is how Java compares strings (RFC 8785, 3.2.3). */
    private static void sorted(Map<String, Json> fields, StringBuilder out) {
        String[] names = fields.keySet().toArray(NO_NAMES);
        Arrays.sort(names);
        out.append('{');
        for (int i = 0; i < names.length; i++) {
            if (i > 0) out.append(',');
            string(names[i], out);
            out.append(':');
            canonical(fields.getOrDefault(names[i], Json.NULL), out);
        }
        out.append('}');
    }

    static void compact(Json value, StringBuilder out) {
        switch (value) {
            case Json.Obj(Map<String, Json> fields) -> {
                out.append('{');
                boolean first = true;
                for (var field : fields.entrySet()) {
                    if (!first) out.append(',');
                    first = false;
                    string(field.getKey(), out);
                    out.append(':');
                    compact(field.getValue(), out);
                }
                out.append('}');
            }
            case Json.Arr(List<Json> items) -> {
                out.append('[');
                for (int i = 0; i < items.size(); i++) {
                    if (i > 0) out.append(',');
                    compact(items.get(i), out);
                }
                out.append(']');
            }
            case Json.Str _, Json.Num _, Json.Bool _, Json.Null _ -> scalar(value, out);
        }
    }

    static void pretty(Json value, StringBuilder out, int depth) {
        switch (value) {
            case Json.Obj(Map<String, Json> fields)
            when !fields.isEmpty() -> {
                String separator = "{\n";
                for (var field : fields.entrySet()) {
                    out.append(separator).repeat("  ", depth + 1);
                    string(field.getKey(), out);
                    out.append(": ");
                    pretty(field.getValue(), out, depth + 1);
                    separator = ",\n";
                }
                out.append('\n').repeat("  ", depth).append('}');
            }
            case Json.Arr(List<Json> items)
            when items.stream().anyMatch(i -> i instanceof Json.Obj) -> {
                String separator = "[\n";
                for (Json item : items) {
                    out.append(separator).repeat("  ", depth + 1);
                    pretty(item, out, depth + 1);
                    separator = ",\n";
                }
                out.append('\n').repeat("  ", depth).append(']');
            }
            default -> compact(value, out);
        }
    }

    private static void scalar(Json value, StringBuilder out) {
        switch (value) {
            case Json.Str(String text) -> string(text, out);
            case Json.Num(double number) -> out.append(number(number));
            case Json.Bool(boolean flag) -> out.append(flag);
            case Json.Null _ -> out.append("null");
            case Json.Obj _, Json.Arr _ -> throw new IllegalArgumentException("not a scalar");
        }
    }

    /** ECMAScript Number::toString, which RFC 8785 (section 3.2.2.3) prescribes. */
    static String number(double number) {
        if (number == 0) return "0";
        if (number == Math.rint(number) && Math.abs(number) < 1e15) return Long.toString((long) number);
        // Double.toString writes two digits where one is enough and takes the nearer; ECMAScript demands the fewest.
        // Only
        // the two smallest subnormals differ (4.9E-324 and 9.9E-324 there).
        if (Math.abs(number) <= 2 * Double.MIN_VALUE) {
            return (number < 0 ? "-" : "") + (Math.abs(number) == Double.MIN_VALUE ? "5e-324" : "1e-323");
        }
        String shortest = Double.toString(Math.abs(number));
        int e = shortest.indexOf('E');
        String mantissa = e < 0 ? shortest : shortest.substring(0, e);
        int exponent = e < 0 ? 0 : Integer.parseInt(shortest.substring(e + 1));
        int point = mantissa.indexOf('.');
        String whole = mantissa.substring(0, point);
        String digits = withoutZerosAtEnd(whole + mantissa.substring(point + 1));
        int scale = whole.length() + exponent;
        int leading = 0;
        while (digits.charAt(leading) == '0') leading++;
        digits = digits.substring(leading);
        scale -= leading;
        return (number < 0 ? "-" : "") + layOut(digits, scale);
    }

    private static String withoutZerosAtEnd(String digits) {
        int end = digits.length();
        while (end > 0 && digits.charAt(end - 1) == '0') end--;
        return digits.substring(0, end);
    }

    /** Lays {@code 0.digits x 10^scale} out as ECMAScript does. */
    private static String layOut(String digits, int scale) {
        int count = digits.length();
        if (count <= scale && scale <= 21) return digits + "0".repeat(scale - count);
        if (0 < scale && scale <= 21) return digits.substring(0, scale) + "." + digits.substring(scale);
        if (-6 < scale && scale <= 0) return "0." + "0".repeat(-scale) + digits;
        int exponent = scale - 1;
        String power = (exponent < 0 ? "e-" : "e+") + Math.abs(exponent);
        return count == 1 ? digits + power : digits.charAt(0) + "." + digits.substring(1) + power;
    }

    /** Writes both halves; a lone one has no UTF-8 and would silently become "?" in what is hashed (RFC 8785, 3.2.2.2). */
    private static int pair(String text, int at, StringBuilder out) {
        boolean whole = at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
        if (!whole) throw new IllegalArgumentException("half of a surrogate pair at character " + at);
        out.append(text, at, at + 2);
        return at + 1;
    }

    static void string(String text, StringBuilder out) {
        out.append('"');
        int plain = plain(text);
        if (plain == text.length()) {
            out.append(text).append('"');
            return;
        }
        out.append(text, 0, plain);
        for (int i = plain; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
                    else if (Character.isSurrogate(c)) i = pair(text, i, out);
                    else out.append(c);
                }
            }
        }
        out.append('"');
    }

    /** How many characters stand for themselves before the first that needs care; nearly always all of them. */
    private static int plain(String text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\' || Character.isSurrogate(c)) break;
            i++;
        }
        return i;
    }
}
