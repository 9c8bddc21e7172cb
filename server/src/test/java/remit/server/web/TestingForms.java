package remit.server.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a browser would send of a form. */
final class TestingForms {
    private static final Pattern FIELD =
            Pattern.compile("<input([^>]*)>|<select name=\"([^\"]+)\"[^>]*>(.*?)</select>", Pattern.DOTALL);

    private TestingForms() {}

    /** Of the form of rules that nobody touched. */
    static Map<String, List<String>> untouched(String page) {
        var fields = new LinkedHashMap<String, List<String>>();
        String form = page.substring(page.lastIndexOf("<form", page.indexOf("name=\"rows\"")));
        Matcher field = FIELD.matcher(form);
        while (field.find()) {
            if (field.group(2) != null) fields.put(field.group(2), List.of(selected(field.group(3))));
            else input(field.group(1), fields);
        }
        return fields;
    }

    private static void input(String tag, Map<String, List<String>> fields) {
        String name = attribute(tag, "name");
        boolean empty = name.isEmpty() || (tag.contains("type=\"checkbox\"") && !tag.contains(" checked"));
        if (!empty) fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(attribute(tag, "value"));
    }

    private static String selected(String options) {
        Matcher chosen = Pattern.compile("<option value=\"([^\"]*)\" selected").matcher(options);
        return chosen.find() ? unescaped(chosen.group(1)) : "";
    }

    private static String attribute(String tag, String name) {
        Matcher found = Pattern.compile(" " + name + "=\"([^\"]*)\"").matcher(tag);
        return found.find() ? unescaped(found.group(1)) : "";
    }

    private static String unescaped(String html) {
        return html.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#34;", "\"")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }
}
