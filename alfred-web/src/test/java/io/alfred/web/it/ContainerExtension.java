package io.alfred.web.it;

import org.jboss.arquillian.container.spi.Container;
import org.jboss.arquillian.container.spi.ContainerRegistry;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.deployment.DeploymentDescription;
import org.jboss.arquillian.container.spi.event.UnDeployManagedDeployments;
import org.jboss.arquillian.container.spi.event.container.AfterDeploy;
import org.jboss.arquillian.container.test.spi.client.deployment.DeploymentScenarioGenerator;
import org.jboss.arquillian.core.api.Instance;
import org.jboss.arquillian.core.api.annotation.Inject;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.EventContext;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.spi.TestClass;
import org.jboss.arquillian.test.spi.event.suite.AfterSuite;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Gives all container tests one database, one server and one deployment of the built WAR.
 *
 * <p>Why: the managed container starts a server per deployment, which costs 15 s each time.
 */
public final class ContainerExtension implements LoadableExtension {
    @Override
    public void register(ExtensionBuilder builder) {
        builder.service(DeploymentScenarioGenerator.class, WarOnce.class);
        builder.observer(Lifecycle.class);
    }

    /** Deploys the WAR with the first test class, and nothing with those that follow. */
    public static final class WarOnce implements DeploymentScenarioGenerator {
        private static Archive<?> deployed;

        @Override
        public List<DeploymentDescription> generate(TestClass testClass) {
            if (deployed != null) {
                return List.of();
            }
            Archive<?> war =
                    ShrinkWrap.createFromZipFile(
                            WebArchive.class, Installation.current().war().toFile());
            deployed = war;
            return List.of(new DeploymentDescription("alfred", war).shouldBeTestable(false));
        }
    }

    /** Starts the database before the server, and ends the server before the database. */
    public static final class Lifecycle {
        @Inject private Instance<ContainerRegistry> containers;

        void configure(@Observes ContainerRegistry registry) throws IOException, SQLException {
            Installation installation = Installation.open();
            for (Container<?> container : registry.getContainers()) {
                installation
                        .containerSettings()
                        .forEach(container.getContainerConfiguration()::property);
            }
        }

        void ready(@Observes AfterDeploy event) {
            AlfredClient anybody = AlfredClient.anonymous();
            // The container reports a deployment even when the application failed to start.
            if (!anybody.get("/health/live").body().contains("ledger-writer")) {
                throw new AssertionError(
                        "the application did not start:\n" + Installation.current().serverLog());
            }
            Await.until("the server is ready", () -> anybody.get("/health/ready").status() == 200);
            AlfredClient.admin()
                    .put(
                            "/api/providers/openai",
                            Json.object()
                                    .put("base_url", Installation.current().provider().baseUrl())
                                    .put("api_key", TestProvider.KEY))
                    .expect(200);
        }

        void keep(@Observes EventContext<UnDeployManagedDeployments> event) {
            // The server stays for the next test class.
        }

        void stop(@Observes(precedence = 10) AfterSuite event)
                throws DeploymentException, IOException {
            List<ProcessHandle> servers = ProcessHandle.current().children().toList();
            for (Container<?> container : containers.get().getContainers()) {
                container.getDeployableContainer().undeploy(WarOnce.deployed);
            }
            for (ProcessHandle server : servers) {
                String command = server.info().commandLine().orElse("");
                if (command.contains("payara-micro.jar")) {
                    server.onExit().orTimeout(60, TimeUnit.SECONDS).join();
                }
            }
            Installation.current().close();
        }
    }
}
