# Sourced by run.sh: the guest on Debian's own kernel, emulated unless KVM works for stock kernels here.
boot() {
    local accelerator=(-accel tcg,thread=multi -cpu max,la57=off) port="file,path=$run/port"
    if [[ -w /dev/kvm ]] && grep -qwE 'vmx|svm' /proc/cpuinfo; then accelerator=(-accel kvm -cpu host); fi
    if [[ -n $terminal ]]; then port="serial,path=$terminal"; fi
    make_disk

    # The root is the only NVMe disk, for the kernel's numbering of several is not stable.
    guard qemu-system-x86_64 "${accelerator[@]}" -machine q35 -smp 2 -m 2048 -nodefaults -no-user-config -display none -no-reboot \
        -kernel "$image/vmlinuz" -append "console=ttyS0 root=/dev/nvme0n1 rootwait mitigations=off nokaslr random.trust_cpu=on \
            $kernel_arguments $job_arguments lab.disk=/dev/vda lab.port=/dev/hvc0 lab.results=/dev/hvc1" \
        -chardev "file,id=console,path=$console" -serial chardev:console \
        -drive "file=$image/root.img,format=raw,if=none,id=root,snapshot=on" -device nvme,drive=root,serial=root \
        -drive "file=$run/disk,format=raw,if=none,id=disk,readonly=on" -device virtio-blk-pci,drive=disk \
        -device virtio-serial-pci -chardev "$port,id=port" -device virtconsole,chardev=port,nr=1 \
        -chardev "file,id=results,path=$run/results" -device virtconsole,chardev=results,nr=2 </dev/null >>"$console" 2>&1
}
