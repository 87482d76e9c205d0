# Sourced by run.sh: the guest of boot-uml.sh with version 1 hierarchies beside that of version 2, as older machines have them.
. "$here/boot-uml.sh"
kernel_arguments+=" SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1 systemd.unified_cgroup_hierarchy=0"
