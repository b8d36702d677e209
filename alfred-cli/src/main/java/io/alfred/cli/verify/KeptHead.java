package io.alfred.cli.verify;

/**
 * Where a chain's rows begin in an export whose older rows were retired.
 *
 * @param seq the last retired row
 * @param head its hash
 * @param frontier the roots of the full subtrees over all retired rows, largest first
 * @param exportSha256 of the file that holds the newest retired rows, hex
 */
record KeptHead(
        String chain, long epoch, long seq, Hash head, byte[] frontier, String exportSha256) {
    static KeptHead of(Fields line) throws MalformedException {
        KeptHead kept =
                new KeptHead(
                        line.uuid("chain"),
                        line.number("epoch"),
                        line.number("seq"),
                        line.hash("head"),
                        line.hex("frontier"),
                        line.hash("export_sha256").hex());
        if (kept.seq < 1) {
            throw new MalformedException("\"seq\" is not positive");
        }
        return kept;
    }

    MerkleFrontier tree() throws MalformedException {
        return MerkleFrontier.of(seq, frontier);
    }
}
