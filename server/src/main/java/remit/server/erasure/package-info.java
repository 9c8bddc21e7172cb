/**
 * What is erased of persons and cases ({@link remit.server.erasure.Erasures}): payloads and their salts go, digests stay, and
 * that they went is evidence. Uses {@code store}, {@code catalog}, {@code packs}, {@code cases},
 * {@code audit} and the engine.
 */
@NullMarked
package remit.server.erasure;

import org.jspecify.annotations.NullMarked;
