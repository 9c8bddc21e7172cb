package remit.verify.text;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A JSON value, read strictly; numbers are kept as they were written. */
public sealed interface Json {
    record Object(Map<String, Json> fields) implements Json {
        /** Refuses another set of keys than this one. */
        public void exactly(Set<String> keys) throws MalformedException {
            if (!fields.keySet().equals(keys)) {
                throw new MalformedException("has the keys " + fields.keySet() + " instead of " + keys);
            }
        }

        public Json get(String key) throws MalformedException {
            Json value = fields.get(key);
            if (value == null) throw new MalformedException("has no key \"" + key + "\"");
            return value;
        }

        public String text(String key) throws MalformedException {
            if (get(key) instanceof Text(String text)) return text;
            throw new MalformedException("\"" + key + "\" is no string");
        }

        /** A whole number from 0 to 2^53 - 1, without sign, point or exponent. */
        public long whole(String key) throws MalformedException {
            if (get(key) instanceof Number(String digits) && isWhole(digits)) return Long.parseLong(digits);
            throw new MalformedException("\"" + key + "\" is no whole number from 0 to 2^53 - 1");
        }

        public Array array(String key) throws MalformedException {
            if (get(key) instanceof Array array) return array;
            throw new MalformedException("\"" + key + "\" is no array");
        }

        public Object object(String key) throws MalformedException {
            if (get(key) instanceof Object object) return object;
            throw new MalformedException("\"" + key + "\" is no object");
        }
    }

    record Array(List<Json> items) implements Json {
        public List<String> texts() throws MalformedException {
            var texts = new java.util.ArrayList<String>();
            for (Json item : items) {
                if (!(item instanceof Text(String text)))
                    throw new MalformedException("an item of a list is no string");
                texts.add(text);
            }
            return texts;
        }
    }

    record Text(String text) implements Json {}

    record Number(String digits) implements Json {}

    enum Word implements Json {
        TRUE,
        FALSE,
        NULL
    }

    /** The largest whole number that is read: sums of them cannot overflow. */
    long MOST = (1L << 53) - 1;

    /** A whole number from 0 to 2^53 - 1, without sign and leading zeros. */
    static boolean isWhole(String digits) {
        return digits.matches("0|[1-9][0-9]{0,15}") && Long.parseLong(digits) <= MOST;
    }

    /** The object that a text is, alone. */
    static Object object(String text) throws MalformedException {
        if (new JsonReader(text).read() instanceof Object object) return object;
        throw new MalformedException("is no JSON object");
    }
}
