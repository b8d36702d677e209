package io.alfred.cli.verify;

/**
 * What a chain comes to.
 *
 * @param epoch of its last row
 * @param head hash of its last row, hex
 * @param root of the tree over all rows, hex
 */
public record ChainEnd(String chain, long epoch, long rows, String head, String root) {
    static ChainEnd of(Fields line) throws MalformedException {
        return new ChainEnd(
                line.uuid("chain"),
                line.number("epoch"),
                line.number("seq"),
                line.hash("head").hex(),
                line.hash("root").hex());
    }

    /** Whether {@code announced}, what the export says at its end, is this. */
    boolean fits(ChainEnd announced) {
        // the registry's epoch rises at a start, the row's with the first row after it
        return rows == announced.rows
                && head.equals(announced.head)
                && root.equals(announced.root)
                && epoch <= announced.epoch;
    }
}
