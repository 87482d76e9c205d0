# Sourced by run.sh: the guest's systemd as the first process of fresh namespaces, on this machine's kernel.
# In its cgroup namespace it sees the one version 2 hierarchy, with the controllers that no version 1 hierarchy holds.
group=

boot() {
    local unified
    unified=$(findmnt -n -o TARGET -t cgroup2 | sed -n 1p)
    if [[ -z $unified ]]; then echo 'this machine has no cgroup2 mount' >>"$console"; return 1; fi
    group=$unified/tinyo-lab-$$
    mkdir "$group" "$run/root" "$run/layer"
    guest_setup >"$run/setup"
    guest_init >"$run/init"
    if [[ -n $terminal ]]; then : >"$run/port"; fi
    printf '%s\n' ${job_arguments//lab./lab_} lab_port=/lab/port lab_results=/lab/results >"$run/lab.conf"

    guard unshare --mount --pid --net --ipc --uts --fork --kill-child bash -e "$run/setup" </dev/null >>"$console" 2>&1 7>&-
}

# Its processes went with its first one; the cgroups that they made are left.
unboot() {
    [[ -d $group ]] || return 0
    echo 1 >"$group/cgroup.kill" || true
    for _ in {1..20}; do
        find "$group" -depth -type d -exec rmdir {} + 2>/dev/null && return 0
        sleep 0.1
    done
}

# All that it mounts goes with the namespaces.
guest_setup() {
    cat <<SETUP
mount --make-rprivate /
echo \$\$ >"$group/cgroup.procs"
mount -t tmpfs -o mode=755 layer "$run/layer"
mkdir "$run/layer/upper" "$run/layer/work"
mount -t overlay -o "lowerdir=$image/tree,upperdir=$run/layer/upper,workdir=$run/layer/work" guest "$run/root"
cd "$run/root"
mkdir lab
mount --bind "$run" lab
if [[ -n "$terminal" ]]; then mount --bind "$terminal" lab/port; fi
mount --bind "$run/checkout" tinyo
mount -o remount,bind,ro tinyo
cp "$run/lab.conf" etc/lab.conf

mount -t tmpfs -o mode=755 dev dev
for node in null zero full random urandom tty fuse net/tun; do
    [[ -e /dev/\$node ]] || continue
    mkdir -p "dev/\$(dirname \$node)"
    : >dev/\$node
    mount --bind /dev/\$node dev/\$node
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=1777 shm dev/shm
mount -t tmpfs -o mode=755 run run
pivot_root . mnt                        # in a chroot, no user namespace could be made
exec unshare --cgroup bash -e /lab/init
SETUP
}

guest_init() {
    cat <<'INIT'
mount -t proc proc /proc
umount -l /mnt                          # the machine's own root
mount --bind /proc/sys /proc/sys        # this kernel's settings are not the guest's to change
mount -o remount,bind,ro /proc/sys
mkdir /run/proc                         # a whole one, without which no user namespace could mount proc
mount -t proc proc /run/proc
mount -t sysfs -o ro sysfs /sys
mount -t cgroup2 cgroup2 /sys/fs/cgroup
export container=lab
exec /lib/systemd/systemd --log-target=null </dev/null >/dev/null 2>&1
INIT
}
