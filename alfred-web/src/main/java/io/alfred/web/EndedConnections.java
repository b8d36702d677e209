package io.alfred.web;

import jakarta.servlet.http.HttpServletRequest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Connections on which no further request is taken.
 *
 * <p>Why: after {@code Connection: close} Grizzly still carries out what it has read of the next
 * request, although nobody gets its answer.
 */
final class EndedConnections {
    /** How many are remembered; ids are never used again, so that the oldest can go. */
    static final int REMEMBERED_MAX = 16_384;

    private final Set<String> ids =
            Collections.newSetFromMap(
                    Collections.synchronizedMap(
                            new LinkedHashMap<>() {
                                private static final long serialVersionUID = 1L;

                                @Override
                                protected boolean removeEldestEntry(
                                        Map.Entry<String, Boolean> eldest) {
                                    return size() > REMEMBERED_MAX;
                                }
                            }));

    void add(HttpServletRequest request) {
        ids.add(id(request));
    }

    boolean contains(HttpServletRequest request) {
        return !ids.isEmpty() && ids.contains(id(request));
    }

    private static String id(HttpServletRequest request) {
        return request.getServletConnection().getConnectionId();
    }
}
