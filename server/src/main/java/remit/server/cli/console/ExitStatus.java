package remit.server.cli.console;

/** Exit statuses of every command; {@code remit help exit-codes} prints them. */
public final class ExitStatus {
    public static final int OK = 0;
    public static final int FINDING = 1;
    public static final int USAGE = 2;
    public static final int REFUTED = 3;
    public static final int UNSETTLED = 4;
    public static final int NOT_AUTHORISED = 5;
    public static final int UNREACHABLE = 69;
    public static final int BUG = 70;
    public static final int READER_GONE = 141;

    public static final String TABLE = """
            0    done
            1    done, with a finding: rows were rejected, a scenario failed, a difference was found, no such case;
                 remit halts: something is halted; remit exposure: no drill in the last 90 days
            2    the command's words or files are wrong; nothing was done
            3    remit whatif: more would be wrong than may be, or the share cannot be had;
                 remit checkpoints: none may go
            4    remit whatif, remit checkpoints: too little is known to say, or nothing would clear;
                 remit evidence verify: nothing was found, but nothing that you trust covers all of it
            5    not allowed
            69   the server or the database cannot be reached
            70   Remit itself failed; the line on standard error says where the report is
            130  interrupted (Ctrl-C); the same command goes on where it stopped
            141  whoever read the output stopped reading (remit changelog | head)
            143  ended by SIGTERM; the same command goes on where it stopped
            """;

    private ExitStatus() {}
}
