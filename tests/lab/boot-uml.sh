# Sourced by run.sh: the guest on a kernel that is a program of this machine.
boot() {
    local port=null,fd:7
    if [[ -n $terminal ]]; then
        exec 8<>"$terminal"
        port=fd:8,fd:8
    fi
    make_disk

    # The guest's memory is a file in TMPDIR. seccomp=on: the faster of its two ways to catch system calls.
    TMPDIR=/dev/shm guard unshare --pid --fork --kill-child --mount-proc "$image/linux.uml" "uml_dir=$run/" mem=2048M noreboot seccomp=on \
        "ubd0=$run/cow,$image/root.img" "ubd1r=$run/disk" root=/dev/ubda \
        con=null ssl=null con0=null,fd:5 con1="$port" con2=null,fd:6 $kernel_arguments \
        $job_arguments lab.disk=/dev/ubdb lab.port=/dev/tty1 lab.results=/dev/tty2 </dev/null 5>>"$console" >>"$console" 2>&1
}
