package remit.server.web;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules with everything that can be found in them, and the way of a change through the pages. */
final class TestingRules {
    /** Fed by a table with a gap at 1,000; two rows of its own overlap, and no row speaks about larger low risks. */
    static final String FED = """
            <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="demo-claims" name="Claims" namespace="urn:t">
              <decision id="size" name="Size"><variable id="size_v" name="Size" typeRef="string"/>
                <decisionTable id="size_t" hitPolicy="UNIQUE">
                  <input id="s_i" label="Amount (GBP)"><inputExpression id="s_e" typeRef="number"><text>amount</text></inputExpression></input>
                  <output id="s_o" typeRef="string"><outputValues id="s_ov"><text>"small","middle","large"</text></outputValues></output>
                  <rule id="s_1"><inputEntry id="s_1i"><text>&lt; 250</text></inputEntry><outputEntry id="s_1o"><text>"small"</text></outputEntry></rule>
                  <rule id="s_2"><inputEntry id="s_2i"><text>[250..1000)</text></inputEntry><outputEntry id="s_2o"><text>"middle"</text></outputEntry></rule>
                  <rule id="s_3"><inputEntry id="s_3i"><text>&gt; 1000</text></inputEntry><outputEntry id="s_3o"><text>"large"</text></outputEntry></rule>
                </decisionTable>
              </decision>
              <decision id="authority" name="Who decides a household claim">
                <informationRequirement id="r"><requiredDecision href="#size"/></informationRequirement>
                <decisionTable id="table" hitPolicy="UNIQUE">
                  <input id="i_1" label="Risk segment"><inputExpression id="e_1" typeRef="string"><text>segment</text></inputExpression>
                    <inputValues id="v_1"><text>"low","medium","high"</text></inputValues></input>
                  <input id="i_2" label="Size"><inputExpression id="e_2" typeRef="string"><text>Size</text></inputExpression>
                    <inputValues id="v_2"><text>"small","middle","large"</text></inputValues></input>
                  <input id="i_3" label="Confidence"><inputExpression id="e_3" typeRef="number"><text>confidence</text></inputExpression></input>
                  <input id="i_4" label="Author confident"><inputExpression id="e_4" typeRef="boolean"><text>confident</text></inputExpression></input>
                  <output id="o_1" name="verdict" typeRef="string"/>
                  <output id="o_2" name="reason" typeRef="string"/>
                  <rule id="r_1"><inputEntry id="c_11"><text>"low"</text></inputEntry><inputEntry id="c_12"><text>"small"</text></inputEntry><inputEntry id="c_13"><text>&gt;= 1</text></inputEntry><inputEntry id="c_14"><text>true</text></inputEntry><outputEntry id="p_11"><text>"auto_clear"</text></outputEntry><outputEntry id="p_12"><text>"small and certain"</text></outputEntry></rule>
                  <rule id="r_2"><inputEntry id="c_21"><text>"medium"</text></inputEntry><inputEntry id="c_22"><text>-</text></inputEntry><inputEntry id="c_23"><text>-</text></inputEntry><inputEntry id="c_24"><text>-</text></inputEntry><outputEntry id="p_21"><text>"checkpoint"</text></outputEntry><outputEntry id="p_22"><text>"an officer looks"</text></outputEntry></rule>
                  <rule id="r_3"><inputEntry id="c_31"><text>"medium"</text></inputEntry><inputEntry id="c_32"><text>"large"</text></inputEntry><inputEntry id="c_33"><text>-</text></inputEntry><inputEntry id="c_34"><text>-</text></inputEntry><outputEntry id="p_31"><text>"stop"</text></outputEntry><outputEntry id="p_32"><text>"too much"</text></outputEntry></rule>
                  <rule id="r_4"><inputEntry id="c_41"><text>"low"</text></inputEntry><inputEntry id="c_42"><text>"small"</text></inputEntry><inputEntry id="c_43"><text>&lt; 1</text></inputEntry><inputEntry id="c_44"><text>-</text></inputEntry><outputEntry id="p_41"><text>"checkpoint"</text></outputEntry><outputEntry id="p_42"><text>"not certain"</text></outputEntry></rule>
                  <rule id="r_5"><inputEntry id="c_51"><text>"high"</text></inputEntry><inputEntry id="c_52"><text>"small"</text></inputEntry><inputEntry id="c_53"><text>-</text></inputEntry><inputEntry id="c_54"><text>-</text></inputEntry><outputEntry id="p_51"><text>"checkpoint"</text></outputEntry><outputEntry id="p_52"><text>"high risk"</text></outputEntry></rule>
                  <rule id="r_6"><inputEntry id="c_61"><text>"high"</text></inputEntry><inputEntry id="c_62"><text>"middle"</text></inputEntry><inputEntry id="c_63"><text>-</text></inputEntry><inputEntry id="c_64"><text>-</text></inputEntry><outputEntry id="p_61"><text>"checkpoint"</text></outputEntry><outputEntry id="p_62"><text>"high risk"</text></outputEntry></rule>
                  <rule id="r_7"><inputEntry id="c_71"><text>"high"</text></inputEntry><inputEntry id="c_72"><text>"large"</text></inputEntry><inputEntry id="c_73"><text>-</text></inputEntry><inputEntry id="c_74"><text>-</text></inputEntry><outputEntry id="p_71"><text>"checkpoint"</text></outputEntry><outputEntry id="p_72"><text>"high risk"</text></outputEntry></rule>
                </decisionTable>
              </decision>
            </definitions>
            """;

    /** A level that holds back every large amount. */
    static String level(String limit) {
        return """
            <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="level" name="Level" namespace="urn:l">
              <decision id="limits" name="Limits of all">
                <decisionTable id="t" hitPolicy="FIRST">
                  <input id="i" label="Amount"><inputExpression id="e" typeRef="number"><text>money</text></inputExpression></input>
                  <output id="o" name="verdict" typeRef="string"/><output id="w" name="reason" typeRef="string"/>
                  <rule id="a"><inputEntry id="ai"><text>&gt; %s</text></inputEntry><outputEntry id="ao"><text>"checkpoint"</text></outputEntry><outputEntry id="aw"><text>"too large for all"</text></outputEntry></rule>
                  <rule id="b"><inputEntry id="bi"><text>-</text></inputEntry><outputEntry id="bo"><text>"auto_clear"</text></outputEntry><outputEntry id="bw"><text>"nothing against it"</text></outputEntry></rule>
                </decisionTable>
              </decision>
            </definitions>
            """.formatted(limit);
    }

    private TestingRules() {}

    /** Hands a file in. @return the address of the draft */
    static String draft(TestingWeb.Browser writer, String rules, String name, String content) throws Exception {
        String csrf = TestingWeb.Browser.csrf(writer.get(rules).body());
        return location(writer.upload(rules + "/file", csrf, name, content));
    }

    static void submit(TestingWeb.Browser writer, String change, String reason) throws Exception {
        String csrf = TestingWeb.Browser.csrf(writer.get(change).body());
        var fields = new HashMap<>(Map.of("_csrf", csrf, "verb", "submit", "text", reason));
        fields.put("despite_examples", "yes");
        location(writer.post(change, fields));
    }

    static void approve(TestingWeb.Browser second, String change) throws Exception {
        String seen = second.get(change).body();
        Matcher version = Pattern.compile("name=\"version\" value=\"([0-9a-f]{64}\\.[0-9]+)\"")
                .matcher(seen);
        if (!version.find()) throw new AssertionError("nothing to approve in " + seen);
        location(second.post(
                change,
                Map.of(
                        "_csrf", TestingWeb.Browser.csrf(seen),
                        "verb", "approve",
                        "version", version.group(1))));
    }

    /** Puts a file in force by two people. @return the address of its change */
    static String force(TestingWeb.Browser writer, TestingWeb.Browser second, String rules, String content)
            throws Exception {
        String change = draft(writer, rules, "rules.dmn", content);
        submit(writer, change, "we need it");
        approve(second, change);
        return change;
    }

    /** Where an answer leads. */
    static String location(HttpResponse<String> answer) {
        if (answer.statusCode() != 303) throw new AssertionError(answer.statusCode() + " " + answer.body());
        String to = answer.headers().firstValue("Location").orElseThrow();
        return to.startsWith("http") ? to.replaceFirst("^https?://[^/]+", "") : to;
    }

    /** A page as it reads: without tags, blanks together. */
    static String read(String html) {
        return html.replaceAll("(?s)<(script|style).*?</\\1>", "")
                .replaceAll("<[^>\"]*(\"[^\"]*\"[^>\"]*)*>", " ")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .replaceAll("\\s+", " ");
    }
}
