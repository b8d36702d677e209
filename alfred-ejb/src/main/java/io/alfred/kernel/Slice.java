package io.alfred.kernel;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One part of a list.
 *
 * @param next cursor to ask for the part after this; empty at the end
 */
public record Slice<T>(List<T> items, Optional<String> next) {
    public Slice {
        items = List.copyOf(items);
    }

    /**
     * Cuts the part out of rows that were read one further than {@code page.limit()}.
     *
     * @param cursor the text that {@code after} takes to continue behind an item
     */
    public static <T> Slice<T> of(List<T> rows, Page page, Function<T, String> cursor) {
        if (rows.size() <= page.limit()) {
            return new Slice<>(rows, Optional.empty());
        }
        List<T> items = rows.subList(0, page.limit());
        return new Slice<>(items, Optional.of(cursor.apply(items.get(items.size() - 1))));
    }

    public <R> Slice<R> map(Function<? super T, ? extends R> change) {
        return new Slice<R>(items.stream().<R>map(change).toList(), next);
    }
}
