/** The decision engine: pure, deterministic, no framework, no I/O, no clock. */
module remit.engine {
    requires static transitive org.jspecify;
    requires java.xml;

    exports remit.kernel;
    exports remit.ports;
    exports remit.process;
    exports remit.rules;
    exports remit.dmn;
    exports remit.ladder;
    exports remit.halt;
    exports remit.authority;
    exports remit.evidence;
    exports remit.assurance;
    exports remit.assurance.bounds;
    exports remit.assurance.threshold;
    exports remit.assurance.sequential;
    exports remit.assurance.replay;
    exports remit.assurance.sampling;
    exports remit.assurance.agreement;
    exports remit.assurance.drift;
    exports remit.assurance.mining;
    exports remit.decision;
    exports remit.casework;
    exports remit.change;
    exports remit.incident;
    exports remit.scorecard;
    exports remit.scenario;
    exports remit.register;
    exports remit.whatif;
    exports remit.checkpoints;
}
