using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Linux.Clone;

/// <summary>The steps of a child, in unmanaged memory, with the words that describe each should it fail.</summary>
public sealed unsafe class ChildProgram : IDisposable
{
    private readonly List<nint> _allocations = [];
    private readonly List<ChildStep> _steps = [];
    private readonly List<string> _subjects = [];
    private readonly List<SafeFileHandle> _handles = [];

    /// <summary>Whether some step waits for id maps.</summary>
    public bool WantsMaps { get; private set; }

    /// <summary>Whether some step forks once more, so that the child is not the process that was launched.</summary>
    public bool Forks { get; private set; }

    /// <summary>Whether it is that sibling that waits for id maps.</summary>
    public bool WantsMapsAfterFork { get; private set; }

    /// <summary>What step <paramref name="index"/> does, in words.</summary>
    internal string Subject(int index) => index >= 0 && index < _subjects.Count ? _subjects[index] : "start a child";

    /// <summary>Joins the namespace behind <paramref name="handle"/>; with <paramref name="forgive"/> a lack of privilege is left to a later try.</summary>
    public void Join(SafeFileHandle handle, CloneFlags kind, string path, bool forgive = false) =>
        Add(ChildOperation.Join, $"join namespace {path}", Keep(handle), (nint)kind, forgive ? 1 : 0);

    /// <summary>Tries the forgiven joins again, now that the process may have more privilege.</summary>
    public void JoinForgivenAgain()
    {
        var count = _steps.Count;
        for (var i = 0; i < count; i++)
        {
            if (_steps[i] is { Operation: ChildOperation.Join, C: 1 })
            {
                Add(ChildOperation.JoinAgain, _subjects[i], i);
            }
        }
    }

    /// <summary>Leaves for new namespaces.</summary>
    public void Unshare(CloneFlags kinds) => Add(ChildOperation.Unshare, $"unshare {kinds}", (nint)kinds);

    /// <summary>Waits until the parent has written the id maps, or done what else it is to be waited for.</summary>
    public void AwaitMaps()
    {
        WantsMaps = true;
        WantsMapsAfterFork = Forks;
        Add(ChildOperation.AwaitMaps, "wait for the id maps");
    }

    /// <summary>Waits until the parent has written the id maps, then becomes root of the new user namespace.</summary>
    public void BecomeMappedRoot()
    {
        AwaitMaps();
        BecomeRoot();
    }

    /// <summary>Becomes root of the user namespace that was joined.</summary>
    public void BecomeRoot() => Add(ChildOperation.BecomeRoot, "become root of the user namespace");

    /// <summary>Writes to a file that exists.</summary>
    public void WriteFile(string path, string content) =>
        Add(ChildOperation.WriteFile, $"write {path}", Text(path), Text(content), Encoding.UTF8.GetByteCount(content));

    /// <summary>Moves itself into the cgroup of version 1 whose open <c>tasks</c> file this is.</summary>
    /// <remarks>A process that moves another takes a lock that waits for RCU, some milliseconds; one thread that moves itself does not.</remarks>
    public void EnterCgroup(SafeFileHandle tasks, string path) =>
        Add(ChildOperation.WriteDescriptor, $"join cgroup {path}", Keep(tasks), Text("0"), 1);

    /// <summary>Forks once more into new namespaces; the sibling carries on, the process that was launched ends.</summary>
    public void ForkSibling(CloneFlags kinds)
    {
        Forks = true;
        // CLONE_PARENT takes the exit signal of the process that calls, so none may be named.
        Add(ChildOperation.ForkSibling, $"clone3 {kinds}", (nint)Put(new CloneArguments { Flags = (ulong)(kinds | CloneFlags.CLONE_PARENT) }));
    }

    /// <summary>Gives the child <paramref name="handle"/> as descriptor <paramref name="number"/>.</summary>
    public void Duplicate(SafeFileHandle handle, int number) =>
        Add(ChildOperation.Duplicate, $"pass descriptor {number}", Keep(handle), number);

    /// <summary>Has <paramref name="handle"/> refer to the same file through the child's own mounts; fails when <paramref name="path"/> leads elsewhere there.</summary>
    public void Reopen(SafeFileHandle handle, string path)
    {
        var status = FileSystem.Stat(handle, path);
        Add(ChildOperation.Reopen, $"open {path}", Keep(handle), Text(path), (nint)status.Device, (nint)status.Inode);
    }

    /// <summary>Changes the working directory.</summary>
    public void ChangeDirectory(string path) => Add(ChildOperation.ChangeDirectory, $"chdir {path}", Text(path));

    /// <summary>Signals as a program expects to find them: none ignored, none blocked.</summary>
    public void ResetSignals() => Add(ChildOperation.ResetSignals, "reset signals");

    /// <summary>Blocks signals before the managed runtime starts, so that all its threads leave them to signalfd(2).</summary>
    public void BlockSignals() => Add(ChildOperation.BlockSignals, "block signals");

    /// <summary>Keeps every descriptor from <paramref name="first"/> on from the program that is executed.</summary>
    public void CloseOnExecuteFrom(int first) => Add(ChildOperation.CloseOnExecute, $"close descriptors from {first}", first);

    /// <summary>Executes a path.</summary>
    public void Execute(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment) =>
        Add(ChildOperation.Execute, $"exec {path}", -1, Text(path), Texts(arguments), Texts(environment));

    /// <summary>Executes the file behind a handle.</summary>
    public void Execute(SafeFileHandle file, IReadOnlyList<string> arguments, IReadOnlyList<string> environment) =>
        Add(ChildOperation.Execute, $"exec {arguments[0]}", Keep(file), Text(""), Texts(arguments), Texts(environment));

    /// <summary>The steps as one block of unmanaged memory.</summary>
    internal ChildStep* Steps(out int count)
    {
        count = _steps.Count;
        var block = (ChildStep*)Allocate((nuint)(count * sizeof(ChildStep)));
        CollectionsMarshal.AsSpan(_steps).CopyTo(new Span<ChildStep>(block, count));
        return block;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var allocation in _allocations)
        {
            NativeMemory.Free((void*)allocation);
        }

        _allocations.Clear();
        GC.KeepAlive(_handles);
    }

    private void Add(ChildOperation operation, string subject, nint a = 0, nint b = 0, nint c = 0, nint d = 0)
    {
        _steps.Add(new ChildStep { Operation = operation, A = a, B = b, C = c, D = d });
        _subjects.Add(subject);
    }

    private nint Keep(SafeFileHandle handle)
    {
        _handles.Add(handle);
        return handle.DangerousGetHandle();
    }

    private nint Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var bytes = (byte*)Allocate((nuint)length + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(bytes, length));
        bytes[length] = 0;
        return (nint)bytes;
    }

    private nint Texts(IReadOnlyList<string> texts)
    {
        var pointers = (nint*)Allocate((nuint)((texts.Count + 1) * sizeof(nint)));
        for (var i = 0; i < texts.Count; i++)
        {
            pointers[i] = Text(texts[i]);
        }

        pointers[texts.Count] = 0;
        return (nint)pointers;
    }

    private T* Put<T>(T value)
        where T : unmanaged
    {
        var place = (T*)Allocate((nuint)Unsafe.SizeOf<T>());
        *place = value;
        return place;
    }

    private void* Allocate(nuint bytes)
    {
        var block = NativeMemory.Alloc(bytes);
        _allocations.Add((nint)block);
        return block;
    }
}
