/**
 * Google's protocol for its Gemini models, at the Generative Language API and at Vertex AI.
 *
 * <p>It translates a {@link io.alfred.providers.dialogue.Dialogue} into {@code generateContent},
 * its answers and streams back, and an OpenAI request for embeddings into {@code
 * batchEmbedContents}. It opens no connection, knows no key, and keeps no state between two calls:
 * what Google wants back later travels with the client.
 */
@NullMarked
package io.alfred.providers.gemini;

import org.jspecify.annotations.NullMarked;
