package io.alfred.audit;

/** The head of the chain is not the one this writer left: another start of the node owns it now. */
public final class ChainFencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ChainFencedException(ChainHead expected) {
        super(
                "chain "
                        + expected.chainId()
                        + " is no longer at seq "
                        + expected.seq()
                        + " of epoch "
                        + expected.epoch());
    }
}
