package remit.checkpoints;

import java.util.Map;

/**
 * A case that a checkpoint looked at.
 *
 * @param risk how likely a rejection was, by a model of earlier cases; NaN where it cannot say
 * @param segments its value or band by input
 */
record Looked(LoggedCase item, Passage passage, double risk, Map<String, String> segments) {}
