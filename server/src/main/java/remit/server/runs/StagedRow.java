package remit.server.runs;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/**
 * One row of a file on its way to becoming a case.
 *
 * @param line line in the file, from 1 (the header)
 * @param caseId keyed id of process and key (first occurrence)
 * @param contentDigest keyed digest of key and inputs, {@code outcomeDigest} of the outcomes, null without any truth
 * @param opening payload of the case's first event: key, inputs, tags
 * @param outcomes what the outcome columns say, hidden from author and rules
 */
record StagedRow(
        long line,
        Instant at,
        List<String> key,
        String caseId,
        String contentDigest,
        @Nullable String outcomeDigest,
        Json.Obj opening,
        Json.Obj outcomes) {}
