package io.alfred.cli.bench.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LongSummaryStatistics;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a server is at a moment.
 *
 * @param threads of the operating system
 * @param residentKib memory that is in RAM, heap and all else
 * @param heapKib of the heap, after a collection; empty where this Java has no {@code jcmd}
 */
record ProcessLook(OptionalLong threads, OptionalLong residentKib, OptionalLong heapKib) {
    private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern HEAP_USED =
            Pattern.compile("(?:heap|PSYoungGen|ParOldGen|def new|tenured).*?used (\\d+)K");
    private static final long JCMD_MAX_S = 30;

    static ProcessLook at(long pid) throws InterruptedException {
        String status = status(pid);
        jcmd(pid, "GC.run");
        return new ProcessLook(
                number(THREADS, status),
                number(RESIDENT, status),
                sum(HEAP_USED, jcmd(pid, "GC.heap_info")));
    }

    /** What Linux says of the process; empty elsewhere. */
    private static String status(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "status"));
        } catch (IOException e) {
            return "";
        }
    }

    private static String jcmd(long pid, String what) throws InterruptedException {
        Path program = Path.of(System.getProperty("java.home", ""), "bin", "jcmd");
        if (!Files.isExecutable(program)) {
            return "";
        }
        try {
            Process process =
                    new ProcessBuilder(program.toString(), Long.toString(pid), what)
                            .redirectErrorStream(true)
                            .start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(JCMD_MAX_S, TimeUnit.SECONDS);
            return said;
        } catch (IOException e) {
            return "";
        }
    }

    /** Some collectors tell the heap in two parts. */
    static OptionalLong sum(Pattern pattern, String text) {
        LongSummaryStatistics found =
                pattern.matcher(text)
                        .results()
                        .mapToLong(each -> Long.parseLong(each.group(1)))
                        .summaryStatistics();
        return found.getCount() == 0 ? OptionalLong.empty() : OptionalLong.of(found.getSum());
    }

    static OptionalLong number(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find()
                ? OptionalLong.of(Long.parseLong(found.group(1)))
                : OptionalLong.empty();
    }
}
