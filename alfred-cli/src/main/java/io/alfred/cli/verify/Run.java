package io.alfred.cli.verify;

import java.util.Arrays;

/**
 * Lines of a block. Either plain rows of one chain that follow each other and whose hashes and
 * payloads are right, so that only the first has to be linked to what came before; or lines that
 * have to be read one by one.
 *
 * @param from where the lines begin in the block
 * @param to where they end
 * @param rows how many plain rows; 0: read the lines one by one
 * @param firstPrevHash the previous hash of the first row
 * @param hashes of the rows, 32 bytes each
 * @param leaves their leaves in the tree, 32 bytes each
 * @param epochs of the rows, never falling
 */
record Run(
        int from,
        int to,
        int rows,
        String chain,
        long firstSeq,
        byte[] firstPrevHash,
        byte[] hashes,
        byte[] leaves,
        long[] epochs) {
    static Run lines(int from, int to) {
        byte[] none = new byte[0];
        return new Run(from, to, 0, "", 0, none, none, none, new long[0]);
    }

    /** The hash of one of the rows, from 0. */
    Hash hash(int row) {
        return Hash.ofBytes(Arrays.copyOfRange(hashes, row * Hash.BYTES, (row + 1) * Hash.BYTES));
    }

    boolean plain() {
        return rows > 0;
    }
}
