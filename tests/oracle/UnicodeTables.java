import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * Prints what this JDK's java.util.regex takes each Unicode property to be, one property a line:
 * its name, a space, then the lengths of the runs outside and inside of it in turn, in base 36.
 * codegen/patterns/unicode.txt is this program's output on JDK 17 (Unicode 13).
 */
public final class UnicodeTables {
    private static final String CATEGORIES =
            "Cn Lu Ll Lt Lm Lo Mn Me Mc Nd Nl No Zs Zl Zp Cc Cf Co Cs Pd Ps Pe Pc Po Sm Sc Sk So Pi Pf";
    private static final String BINARY =
            "Alphabetic Ideographic Letter Lowercase Uppercase Titlecase White_Space Control Punctuation "
                    + "Hex_Digit Assigned Noncharacter_Code_Point Digit Alnum Blank Graph Print Word Join_Control";
    private static final String JAVA =
            "LowerCase UpperCase Alphabetic Ideographic TitleCase Digit Defined Letter LetterOrDigit "
                    + "JavaIdentifierStart JavaIdentifierPart UnicodeIdentifierStart UnicodeIdentifierPart "
                    + "IdentifierIgnorable SpaceChar Whitespace ISOControl Mirrored";

    public static void main(String[] args) {
        TreeMap<String, String> lines = new TreeMap<>();
        for (String name : CATEGORIES.split(" ")) add(lines, "gc:" + name, property(name));
        for (String name : BINARY.split(" ")) add(lines, "is:" + name.toUpperCase().replace("_", ""), property("Is" + name));
        for (String name : JAVA.split(" ")) add(lines, "java:" + name, property("java" + name));
        for (Character.UnicodeScript script : Character.UnicodeScript.values()) {
            add(lines, "sc:" + script.name().replace("_", ""), c -> Character.UnicodeScript.of(c) == script);
        }
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            Character.UnicodeBlock block = Character.UnicodeBlock.of(c);
            String key = block == null ? null : "blk:" + block.toString().replace("_", "");
            if (key != null && !lines.containsKey(key)) add(lines, key, d -> Character.UnicodeBlock.of(d) == block);
        }
        lines.forEach((name, runs) -> System.out.println(name + " " + runs));
    }

    private static IntPredicate property(String name) {
        Pattern pattern = Pattern.compile("\\p{" + name + "}");
        return c -> pattern.matcher(new String(Character.toChars(c))).matches();
    }

    private static void add(TreeMap<String, String> lines, String key, IntPredicate inside) {
        List<String> runs = new ArrayList<>();
        boolean state = false;
        int from = 0;
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (inside.test(c) != state) {
                runs.add(Integer.toString(c - from, 36));
                from = c;
                state = !state;
            }
        }
        if (state) runs.add(Integer.toString(Character.MAX_CODE_POINT + 1 - from, 36));
        lines.put(key, String.join(" ", runs));
    }
}
