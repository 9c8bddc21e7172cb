/**
 * Files of the DMN standard: read into decisions, each with the tables that feed it. Start at
 * {@link remit.dmn.DmnModel}. Uses {@code rules}.
 */
@NullMarked
package remit.dmn;

import org.jspecify.annotations.NullMarked;
