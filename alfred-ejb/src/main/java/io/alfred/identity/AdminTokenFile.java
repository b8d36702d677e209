package io.alfred.identity;

import io.alfred.kernel.PrivateFile;
import io.alfred.kernel.StartupError;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * The file that holds the admin token, for the operator and the command line.
 *
 * <p>Written at the first start and at a rotation. It is the only place where a secret of Alfred's
 * own keys is kept in the clear, and only its owner can read it.
 */
@Startup
@Singleton
@DependsOn({"SchemaGate", "NodeRegistry"})
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AdminTokenFile {
    private static final System.Logger LOG = System.getLogger(AdminTokenFile.class.getName());

    @Inject private Config config;
    @Inject private KeyRing keys;

    @PostConstruct
    void writeFirst() {
        Path file = IdentityConfig.read(config).adminTokenFile();
        keys.issueFirstAdminToken(
                secret -> {
                    try {
                        PrivateFile.replace(file, secret + "\n");
                    } catch (IOException e) {
                        throw StartupError.config(
                                "alfred.admin-token-file",
                                "cannot be written (" + file + ")",
                                "make its directory writable, or name another file");
                    }
                    LOG.log(System.Logger.Level.INFO, "admin token written to {0}", file);
                });
    }

    /**
     * Makes a new admin token, ends the one before and writes the new one to the file.
     *
     * <p>A file that cannot be written is logged and does not undo the rotation: the answer to the
     * caller holds the token too.
     */
    public IssuedKey rotate(Caller actor) {
        IssuedKey issued = keys.rotateAdminToken(actor);
        Path file = IdentityConfig.read(config).adminTokenFile();
        try {
            PrivateFile.replace(file, issued.secret() + "\n");
        } catch (IOException | UncheckedIOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the admin token was rotated, but {0} could not be written",
                    file);
        }
        return issued;
    }
}
