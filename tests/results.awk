# Adds up the result files of several machines, NAME.xml each: a test that failed anywhere failed, else one that passed anywhere passed.
#   awk -f results.awk FILE...                what was skipped everywhere and what failed, and why; last the line `N passed, N failed, N skipped`
#   awk -v show=lab -f results.awk FILE...    the methods that the next guest should try; with -v slow=1 those that have to
BEGIN { RS = "<test " }

FNR == 1 {
    machine = FILENAME
    gsub(/^.*\/|\.xml$/, "", machine)
    failed += value("errors")
    next
}

{
    # Theories may have cases of the same name: the first of one machine is the first of the other.
    name = value("name")
    key = name "\t" ++seen[FILENAME, name]
    result = value("result")
    if (result == "NotRun") next
    if (!(key in outcome)) { order[++tests] = key; outcome[key] = "Skip"; methods[key] = value("type") "." value("method") }
    if (result == "Fail" || result == "Pass" && outcome[key] == "Skip") outcome[key] = result
    if (result == "Skip") why[key] = why[key] (why[key] == "" ? "" : "; ") machine ": " content("reason")
    if (result == "Fail") broke[key] = broke[key] "\n      " machine ": " content("message")
    if (machine != "host") guest[key] = 1
    if (/name="Lab" value="yes"/) lab[key] = 1
    if (/name="Lab" value="too"/) too[key] = 1
}

END {
    for (i = 1; i <= tests; i++) {
        key = order[i]
        if (show == "lab") {
            if ((key in too && !(key in guest) && !slow || key in lab && outcome[key] == "Skip") && !listed[methods[key]]++) print methods[key]
        } else if (outcome[key] == "Skip") {
            if (!skipped++) print "== skipped, and why"
            print "    " readable(substr(key, 1, index(key, "\t") - 1)) "\n      " why[key]
        } else if (outcome[key] == "Pass") passed++
        else { failed++; failures = failures "\n    " readable(substr(key, 1, index(key, "\t") - 1)) broke[key] }
    }
    if (show != "lab" && failures != "") print "== failed, and why" failures
    if (show != "lab") printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
}

function value(attribute) {
    return match($0, "(^| )" attribute "=\"[^\"]*\"") ? unquoted(substr($0, RSTART, RLENGTH)) : ""
}

function unquoted(text) { sub(/^[^"]*"/, "", text); sub(/"$/, "", text); return text }

function content(element,   from, to) {
    from = index($0, "<" element "><![CDATA[")
    to = index($0, "]]></" element ">")
    return from ? substr($0, from + length(element) + 11, to - from - length(element) - 11) : "no " element " given"
}

function readable(text) {
    gsub(/&quot;/, "\"", text); gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&amp;/, "\\&", text)
    return text
}
