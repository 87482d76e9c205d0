# Sets one runtime beside the others: `awk -v runtimes="OURS PEER..." -v xml=FILE -f table.awk KNOWN VERDICTS`. Lines of VERDICTS: runtime, program, verdict, cause, tries.
# Prints the table, and writes our results to FILE as the test projects do. Only what applies to this machine is in KNOWN.
BEGIN {
    FS = "\t"
    peers = split(runtimes, name, " ")
    ours = name[1]
}

FILENAME == ARGV[1] { kind[$1] = $2; known[$1] = $3; next }

{
    verdict[$1, $2] = $3
    cause[$1, $2] = $4
    tries[$1, $2] = $5
    if (!($2 in seen)) { seen[$2] = 1; programs[++count] = $2 }
}

END {
    printf "%-33s", ""
    for (i = 1; i <= peers; i++) printf "%-10s", name[i]
    print ""
    print "<assemblies>" >xml
    for (p = 1; p <= count; p++) row(programs[p])
    print "</assemblies>" >xml
    printf "%-33s", "passed, of " count
    for (i = 1; i <= peers; i++) printf "%-10s", good[name[i]] + 0
    print ""
}

function row(program,   i, one, result, why) {
    printf "%-33s", program
    for (i = 1; i <= peers; i++) {
        one = verdict[name[i], program]
        if (one == "passed") { good[name[i]]++; if (i > 1) passing = passing " " name[i] }
        printf "%-10s", one == "passed" ? "ok" (tries[name[i], program] > 1 ? " (" tries[name[i], program] ")" : "") : one == "" ? "-" : "no"
    }
    result = judge(program)
    passing = ""
    why = known[program] != "" && result == "Skip" ? known[program] : cause[ours, program]
    print result == "Fail" ? "FAILED: " why : result == "Skip" ? why : ""
    printf "<test name=\"runtime-tools: %s\" type=\"RuntimeTools\" method=\"%s\" result=\"%s\">%s</test>\n",
        program, program, result, result == "Skip" ? "<reason><![CDATA[" why "]]></reason>" : "" >xml
}

function judge(program) {
    if (verdict[ours, program] == "passed") return "Pass"
    return kind[program] == "chosen" || kind[program] == "impossible" && passing == "" ? "Skip" : "Fail"
}
