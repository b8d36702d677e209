package io.alfred.ledger;

import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/**
 * Lets the calls that hold money end before the writer stops.
 *
 * <p>Why a bean of its own: while a singleton's {@code @PreDestroy} runs, the container refuses
 * every call to it. Were the writer waiting there itself, no call could bring it its settle. What
 * depends on the writer is destroyed before it.
 */
@Startup
@Singleton(name = "LedgerDrain")
@DependsOn("LedgerWriter")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class LedgerDrain {
    @Inject private LedgerWriter writer;

    @PreDestroy
    void drain() {
        writer.finishCalls();
    }
}
