# Finds a JDK 25 or newer. Read by ./remit, ./verify and ./mvnw with `.`; POSIX sh.
#
# After `remit_find_jdk`, REMIT_JDK is its folder; status 1 when there is none. The version is read from the `release`
# file that every JDK carries, because asking `java -version` costs a JVM start for each candidate.

REMIT_JDK_WANTED=25
REMIT_JDK_MISSING="JDK $REMIT_JDK_WANTED or newer is needed and none was found: install one (https://adoptium.net, \`apt-get install temurin-25-jdk\`, \`brew install openjdk@25\`, \`sdk install java 25-tem\`) or set JAVA_HOME to it"

# remit_is_jdk DIR: true when DIR holds a JDK (java and javac) that is new enough.
remit_is_jdk() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS='=' read -r remit_name remit_value; do
        [ "$remit_name" = JAVA_VERSION ] || continue
        remit_value=${remit_value#\"}
        remit_value=${remit_value%%[!0-9]*}
        [ "${remit_value:-0}" -ge "$REMIT_JDK_WANTED" ]
        return
    done <"$1/release"
    return 1
}

# remit_try_jdk DIR: keeps DIR when it is a JDK that will do; knows the layout of a macOS bundle.
remit_try_jdk() {
    for remit_home in "$1" "$1/Contents/Home" "$1/libexec/openjdk.jdk/Contents/Home"; do
        if remit_is_jdk "$remit_home"; then
            REMIT_JDK=$remit_home
            return 0
        fi
    done
    return 1
}

remit_find_jdk() {
    REMIT_JDK=
    for remit_dir in "${REMIT_JAVA_HOME-}" "${JAVA_HOME-}"; do
        [ -n "$remit_dir" ] && remit_try_jdk "$remit_dir" && return 0
    done
    remit_java=$(command -v java 2>/dev/null) || remit_java=
    if [ -n "$remit_java" ]; then
        remit_java=$(readlink -f "$remit_java" 2>/dev/null) || remit_java=
        [ -n "$remit_java" ] && remit_try_jdk "${remit_java%/bin/java}" && return 0
    fi
    # mvnw runs with `set -f`; the patterns below have to be expanded.
    case $- in *f*) remit_noglob=1 ;; *) remit_noglob= ;; esac
    set +f
    for remit_dir in /usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* "${HOME-}"/.sdkman/candidates/java/* \
        "${HOME-}"/.jdks/* /Library/Java/JavaVirtualMachines/* /opt/homebrew/opt/openjdk* /usr/local/opt/openjdk*; do
        remit_try_jdk "$remit_dir" && break
    done
    [ -z "$remit_noglob" ] || set -f
    [ -n "$REMIT_JDK" ]
}
