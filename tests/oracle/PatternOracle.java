import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What java.util.regex says. Each line read is a pattern and values, as UTF-16 in hexadecimal with
 * blanks in between; each line written has one character a value: 1 matches, 0 does not, T took too
 * long to say; or is E alone, where the pattern is not a pattern.
 */
public final class PatternOracle {
    private static final int PATIENCE = 3_000_000;

    public static void main(String[] args) throws Exception {
        Thread worker = new Thread(null, PatternOracle::answer, "oracle", 512L << 20);
        worker.start();
        worker.join();
    }

    private static void answer() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
                BufferedWriter out = new BufferedWriter(new OutputStreamWriter(System.out))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write(verdicts(line.split(" ", -1)));
                out.write('\n');
            }
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static String verdicts(String[] fields) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(decoded(fields[0]), Pattern.DOTALL);
        } catch (PatternSyntaxException noPattern) {
            return "E";
        }
        StringBuilder said = new StringBuilder();
        for (int at = 1; at < fields.length; at++) said.append(verdict(pattern, decoded(fields[at])));
        return said.toString();
    }

    private static char verdict(Pattern pattern, String value) {
        try {
            return pattern.matcher(new Patient(value, new int[1])).matches() ? '1' : '0';
        } catch (Impatient | StackOverflowError tooLong) {
            return 'T';
        }
    }

    private static String decoded(String hex) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < hex.length(); at += 4) {
            text.append((char) Integer.parseInt(hex.substring(at, at + 4), 16));
        }
        return text.toString();
    }

    private static final class Impatient extends RuntimeException {}

    /** Text that may be looked at a limited number of times. */
    private record Patient(String text, int[] looks) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (++looks[0] > PATIENCE) throw new Impatient();
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
