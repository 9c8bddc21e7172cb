function count(text, name,    at) {
    if (!match(text, " " name "=\"[0-9]+")) return 0
    return substr(text, RSTART + length(name) + 3, RLENGTH - length(name) - 3) + 0
}
/<testsuite / {
    tests += count($0, "tests")
    bad += count($0, "failures") + count($0, "errors")
    skipped += count($0, "skipped")
}
END {
    printf "%d passed, %d failed, %d skipped\n", tests - bad - skipped, bad, skipped
    exit tests == 0 || bad > 0 || skipped > 0
}
