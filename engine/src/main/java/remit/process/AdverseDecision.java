package remit.process;

/** A decision that hurts the person it is about; it never clears by itself in this release. */
public record AdverseDecision(String decision, String rationale) {}
