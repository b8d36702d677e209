package io.alfred.cli.shell;

import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;

import java.util.ArrayList;
import java.util.List;

/** Completes names of commands and options. */
record CommandCompleter(CommandSpec root) implements Completer {
    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        List<CharSequence> rests = new ArrayList<>();
        AutoComplete.complete(
                root,
                line.words().toArray(String[]::new),
                line.wordIndex(),
                line.wordCursor(),
                line.cursor(),
                rests);
        String begun = line.word().substring(0, line.wordCursor());
        rests.forEach(rest -> candidates.add(new Candidate(begun + rest)));
    }
}
