package io.alfred.cli.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All chains, each as far as the exports read so far go. */
final class ChainWalks implements AutoCloseable {
    private final Marks marks;
    private final Map<String, ChainWalk> walks = new TreeMap<>();
    private final Map<String, KeptHead> unseen = new TreeMap<>();

    ChainWalks(Marks marks) {
        this.marks = marks;
    }

    /** The walk along a chain, begun at its first row if it is new. */
    ChainWalk of(String chain) throws IOException, BrokenException {
        ChainWalk walk = walks.get(chain);
        if (walk == null) {
            walk = new ChainWalk(chain, marks.of(chain));
            walks.put(chain, walk);
        }
        return walk;
    }

    Optional<ChainWalk> known(String chain) {
        return Optional.ofNullable(walks.get(chain));
    }

    Collection<ChainWalk> all() {
        return walks.values();
    }

    /** Begins a chain at its kept head, or checks that its retired rows lead there. */
    void keep(KeptHead kept) throws IOException, BrokenException {
        ChainWalk walk = walks.get(kept.chain());
        if (walk == null) {
            walks.put(
                    kept.chain(),
                    new ChainWalk(kept, marks.of(kept.chain()), marks.chains().isEmpty()));
            unseen.put(kept.chain(), kept);
        } else if (!walk.isAt(kept)) {
            throw Broken.row(
                            kept.chain(),
                            Math.min(walk.rows(), kept.seq()) + 1,
                            "the retired rows given end at row "
                                    + walk.rows()
                                    + " and do not lead to the head that was kept after row "
                                    + kept.seq())
                    .thrown();
        }
    }

    /** The kept heads whose rows were not given. */
    List<KeptHead> unseen() {
        return new ArrayList<>(unseen.values());
    }

    /** Chains that a checkpoint lists and no export knows are missing. */
    void checkMissing() throws IOException, BrokenException {
        for (String chain : marks.chains()) {
            if (!walks.containsKey(chain)) {
                of(chain).end();
            }
        }
    }

    @Override
    public void close() {
        try {
            for (ChainWalk walk : walks.values()) {
                walk.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoints' marks cannot be closed", e);
        }
    }
}
