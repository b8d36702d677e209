/** Web. */
@org.jspecify.annotations.NullMarked
package io.alfred.web;
