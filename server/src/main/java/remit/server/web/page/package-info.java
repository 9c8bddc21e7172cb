/**
 * What the pages show, as plain records: the templates read these and nothing else. Start at
 * {@link remit.server.web.page.Frame} (what every page has). Public because the compiled templates live elsewhere.
 */
@NullMarked
package remit.server.web.page;

import org.jspecify.annotations.NullMarked;
