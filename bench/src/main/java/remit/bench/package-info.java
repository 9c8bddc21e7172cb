/**
 * Load drivers and JMH benchmarks; {@code bench/run} starts them. Not part of the product, and no test depends on a time
 * measured here. May use everything.
 */
@NullMarked
package remit.bench;

import org.jspecify.annotations.NullMarked;
