package io.alfred.web.it;

import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test against the deployed WAR; {@link ContainerExtension} brings what it needs. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
abstract class ContainerTest {
    static TestProvider provider() {
        return Installation.current().provider();
    }

    static String chatBody(String content) {
        return "{\"model\":\"gpt-4o-mini\",\"max_tokens\":100,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\""
                + content
                + "\"}]}";
    }

    static String streamBody(String content) {
        return "{\"model\":\"gpt-4o-mini\",\"max_tokens\":100,\"stream\":true,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\""
                + content
                + "\"}]}";
    }
}
