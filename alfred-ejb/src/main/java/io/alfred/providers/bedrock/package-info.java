/**
 * Amazon Bedrock's Converse API: requests, answers, and the binary frames in which it streams.
 *
 * <p>One shape for the models of all vendors there; what only some of them take goes into the
 * fields that Converse hands on to the model. It opens no connection, and knows a credential only
 * while it signs one request.
 */
@NullMarked
package io.alfred.providers.bedrock;

import org.jspecify.annotations.NullMarked;
