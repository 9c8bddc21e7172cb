/**
 * What the pages and the API ask of the database. Start at {@link remit.server.web.query.CaseQueries}; a
 * {@link remit.server.web.query.CaseFilter} is the one notion of "which cases" for lists, counts and links.
 */
@NullMarked
package remit.server.web.query;

import org.jspecify.annotations.NullMarked;
