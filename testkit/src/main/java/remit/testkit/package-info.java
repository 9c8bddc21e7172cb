/**
 * For whoever extends Remit: contract tests of the ports, each a class to extend, and fakes that can be scripted.
 * Start at the contract of your port ({@code ToolContract}, {@code NotifierContract}, {@code AuthorContract}). Uses
 * the engine.
 */
@NullMarked
package remit.testkit;

import org.jspecify.annotations.NullMarked;
