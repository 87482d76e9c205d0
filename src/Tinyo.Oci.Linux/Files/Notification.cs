using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Files;

/// <summary>Descriptors that become readable when something happens in the kernel; reading them makes them wait again.</summary>
public static class Notification
{
    private const int CloseOnExec = 0x80000, NonBlocking = 0x800;

    /// <summary>A counter that the kernel can be told to add to, see eventfd(2).</summary>
    public static SafeFileHandle OpenCounter()
    {
        var fd = Libc.Eventfd(0, CloseOnExec | NonBlocking);
        return fd < 0 ? throw LinuxException.Last("eventfd", "notification") : new SafeFileHandle(fd, ownsHandle: true);
    }

    /// <summary>Tells of every change to a file, see inotify(7); null when it can't be watched.</summary>
    public static SafeFileHandle? TryWatch(string path)
    {
        const uint IN_MODIFY = 2;
        var fd = Libc.InotifyInit1(CloseOnExec | NonBlocking);
        if (fd < 0)
        {
            throw LinuxException.Last("inotify_init1", path);
        }

        var watch = new SafeFileHandle(fd, ownsHandle: true);
        if (Libc.InotifyAddWatch(watch, path, IN_MODIFY) >= 0)
        {
            return watch;
        }

        watch.Dispose();
        return null;
    }
}
