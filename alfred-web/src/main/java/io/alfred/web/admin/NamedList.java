package io.alfred.web.admin;

import io.alfred.kernel.Page;
import io.alfred.kernel.Slice;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Cuts a short list that lies in memory as the database cuts the long ones. */
final class NamedList {
    private NamedList() {}

    /** The part of the items that follows {@code page.after()} in order of their names. */
    static <T> Slice<T> slice(List<T> items, Function<T, String> name, Page page) {
        List<T> rows =
                items.stream()
                        .filter(
                                item ->
                                        page.after()
                                                .map(after -> name.apply(item).compareTo(after) > 0)
                                                .orElse(true))
                        .sorted(Comparator.comparing(name))
                        .limit(page.limit() + 1L)
                        .toList();
        return Slice.of(rows, page, name);
    }
}
