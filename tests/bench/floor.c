/* The kernel's floor: the namespaces, mounts and root of runc's default specification, then the program; nothing else.
 * floor ROOTFS [V1-HIERARCHY...]; without hierarchies the cgroup mount is of version 2, in a cgroup namespace. */
#define _GNU_SOURCE
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHECK(call) do { if ((call) < 0) { perror(#call); _exit(1); } } while (0)

static const unsigned long safe = MS_NOSUID | MS_NOEXEC | MS_NODEV;

static void mount_cgroups(char **hierarchies)
{
    if (!*hierarchies) {
        CHECK(mount("cgroup", "sys/fs/cgroup", "cgroup2", safe | MS_RELATIME | MS_RDONLY, NULL));
        return;
    }

    CHECK(mount("cgroup", "sys/fs/cgroup", "tmpfs", safe, "mode=755"));
    for (; *hierarchies; hierarchies++) {
        char target[256];
        snprintf(target, sizeof target, "sys/fs/cgroup%s", strrchr(*hierarchies, '/'));
        CHECK(mkdir(target, 0755));
        CHECK(mount(*hierarchies, target, NULL, MS_BIND | MS_REC, NULL));
        CHECK(mount(NULL, target, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | safe, NULL));
    }
    CHECK(mount(NULL, "sys/fs/cgroup", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | safe, NULL));
}

static void become_container(char *rootfs, char **hierarchies)
{
    CHECK(sethostname("runc", 4));
    CHECK(mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL));
    CHECK(mount(rootfs, rootfs, NULL, MS_BIND | MS_REC, NULL));
    CHECK(chdir(rootfs));
    CHECK(mount("proc", "proc", "proc", 0, NULL));
    CHECK(mount("tmpfs", "dev", "tmpfs", MS_NOSUID | MS_STRICTATIME, "mode=755,size=65536k"));
    CHECK(mkdir("dev/pts", 0755));
    CHECK(mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,gid=5"));
    CHECK(mkdir("dev/shm", 0755));
    CHECK(mount("shm", "dev/shm", "tmpfs", safe, "mode=1777,size=65536k"));
    CHECK(mkdir("dev/mqueue", 0755));
    CHECK(mount("mqueue", "dev/mqueue", "mqueue", safe, NULL));
    CHECK(mount("sysfs", "sys", "sysfs", safe | MS_RDONLY, NULL));
    mount_cgroups(hierarchies);
    CHECK(syscall(SYS_pivot_root, ".", "."));
    CHECK(umount2(".", MNT_DETACH));
    CHECK(chdir("/"));
    CHECK(mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL));
}

int main(int count, char **words)
{
    char *program[] = { "/bin/true", NULL }, *environment[] = { "PATH=/bin", NULL };
    struct clone_args how = {
        .flags = CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNS | (count > 2 ? 0 : CLONE_NEWCGROUP),
        .exit_signal = SIGCHLD,
    };
    int status, child;

    if (count < 2) {
        fputs("floor ROOTFS [V1-HIERARCHY...]\n", stderr);
        return 2;
    }

    CHECK(child = syscall(SYS_clone3, &how, sizeof how));
    if (child == 0) {
        become_container(words[1], words + 2);
        execve(program[0], program, environment);
        _exit(127);
    }

    CHECK(waitpid(child, &status, 0));
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
