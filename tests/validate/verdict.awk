# Reads what one validation program said: `awk -v status=N -v refusal=PATTERN -v said=FILES -f verdict.awk TAP`. Prints `passed`, or `failed` and the cause.
# With a refusal nothing but the runtime's "no" is asked for: then it has to name what it refused, or a runtime that only fails would pass.

/^TAP version/ { counted = 0 }

/^1\.\.[0-9]+/ {
    planned = 1
    if (substr($1, 4) + 0 != counted) fail("announced " substr($1, 4) " results, gave " counted)
}

/^(not )?ok / {
    counted++
    points++
    current = $0 !~ /^not/ || /# TODO/ ? "" : $0
    if (current != "" && bad == "") bad = description($0)
}

# The remark after the first bad result tells more than the result does; without any result it is one.
/^ *"(error|stderr)": / && (current != "" || !points) {
    if (told == "" || told ~ /^exit status/) told = value($0)
}

/^# / && current != "" && bad == description(current) && told == "" { told = substr($0, 3) }

END {
    if (status == 124 || status == 137) fail("no end within the time limit")
    else if (status != 0) fail(first_said())
    else if (bad != "") fail(bad ~ /^exit status/ ? first_said() : bad (told == "" ? "" : ": " told))
    else if (!points && told != "") fail(told)
    else if (refusal == "" && !planned) fail("the program inside said nothing")
    else if (refusal != "" && !refused()) fail("the runtime did not say what it refused")
    print (cause == "" ? "passed" : "failed") "\t" cause
}

function fail(why) { if (cause == "") cause = why == "" ? "no reason given" : why }

function description(line) { sub(/^not ok [0-9]* *-? */, "", line); return line }

function value(line) {
    sub(/^ *"[a-z]*": "/, "", line)
    sub(/",?$/, "", line)
    gsub(/(\\n)?Refer to: [^ ]*|1 error occurred:|\\t\* /, "", line)
    gsub(/\\[nt]/, " ", line)
    gsub(/\\"/, "\"", line)
    gsub(/  +/, " ", line)
    return line
}

# The first line that tells something, and only then one that does not.
function first_said(   count, files, file, line, dull) {
    count = split(said, files, " ")
    for (file = 1; file <= count; file++)
        while ((getline line <files[file]) > 0) {
            if (line !~ /^(exit status|signal:|Refer to:|failed to [a-z ]*$|Clean:|$)/) return line
            if (dull == "") dull = line
        }
    return dull
}

function refused(   count, files, file, line) {
    count = split(said, files, " ")
    for (file = 1; file <= count; file++)
        while ((getline line <files[file]) > 0) if (line ~ refusal) return 1
    return 0
}
