using System.Diagnostics;
using System.Runtime.InteropServices;
using Tinyo.Oci.Linux.Seccomp;
using Tinyo.Oci.Runtime.Seccomp;

namespace Tinyo.Oci.Tests.Seccomp;

/// <summary>What a system call costs under a filter, beside what it costs under libseccomp's.</summary>
public sealed partial class CostSpecs(ITestOutputHelper output)
{
    private const int Rounds = 200;
    private const int CallsEach = 1000;

    public static TheoryData<string> Engines => ["podman-default", "docker-default"];

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_call_takes_fewer_instructions(string profile)
    {
        Assert.SkipUnless(LibSeccomp.IsInstalled, "libseccomp.so.2 is not installed (Debian: libseccomp2)");
        var (ours, theirs) = Filters(profile);

        var numbers = Enumerable.Range(0, 450).ToArray();
        var (ourSteps, theirSteps) = (Steps(ours, numbers), Steps(theirs, numbers));

        output.WriteLine($"{profile}: {ours.Length} instructions, {ourSteps.Average():f1} a call; libseccomp {LibSeccomp.Version}: {theirs.Length}, {theirSteps.Average():f1}");
        ourSteps.Average().Should().BeLessThan(theirSteps.Average());
        ourSteps.Max().Should().BeLessThanOrEqualTo(theirSteps.Max());
    }

    // Not part of a usual run, since others on the machine decide about it too: -explicit only.
    [Theory(Explicit = true)]
    [MemberData(nameof(Engines))]
    public void A_call_takes_no_more_time(string profile)
    {
        var (ours, theirs) = Filters(profile);
        var known = Profile.Read(profile);
        var linear = LibSeccomp.Compile(known, known.Architectures, isLinear: true)!;
        (string Name, nint Number, nint Argument)[] calls = [("personality", 135, 0x20008), ("personality, last value", 135, unchecked((nint)0xFFFFFFFF)), ("socket", 41, 99), ("clone3, refused or not", 435, 0), ("swapoff, refused", 168, 0), ("getpid, which the kernel lets pass by itself", 39, 0)];

        foreach (var (name, number, argument) in calls)
        {
            var times = new List<double>[] { [], [], [], [] };
            for (var round = 0; round < Rounds; round++)
            {
                times[0].Add(Under(null, number, argument));
                times[1].Add(Under(ours, number, argument));
                times[2].Add(Under(theirs, number, argument));
                times[3].Add(Under(linear, number, argument));
            }

            var (none, mine, other) = (Undisturbed(times[0]), Undisturbed(times[1]), Undisturbed(times[2]));
            output.WriteLine($"{profile}, {name}: {none:f1} ns without a filter, {mine:f1} ns with ours, {other:f1} ns with libseccomp's tree, {Undisturbed(times[3]):f1} ns with its filter without a tree");
            mine.Should().BeLessThan(other * 1.05);
        }
    }

    // Shows what the measurement can tell apart: the same filter with some instructions in front that do nothing.
    [Theory(Explicit = true)]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(200)]
    public void Instructions_that_do_nothing_cost_time(int count)
    {
        var (ours, _) = Filters("podman-default");
        SocketFilter[] longer = [.. Enumerable.Repeat(new SocketFilter(FilterCode.Load, 0, 0, 0), count), .. ours];

        var (plain, padded) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            plain.Add(Under(ours, 168, 0));
            padded.Add(Under(longer, 168, 0));
        }

        output.WriteLine($"{count} more: {Undisturbed(plain):f1} ns, {Undisturbed(padded):f1} ns");
        Undisturbed(padded).Should().BeGreaterThanOrEqualTo(Undisturbed(plain) * 0.95);
    }

    private static (SocketFilter[] Ours, SocketFilter[] Theirs) Filters(string name)
    {
        var profile = Profile.Read(name);
        return ([.. SeccompCompiler.Compile(profile, Architecture.X64).Instructions], LibSeccomp.Compile(profile, profile.Architectures)!);
    }

    private static int[] Steps(SocketFilter[] filter, int[] numbers)
    {
        var machine = new FilterMachine(filter);
        return [.. numbers.Select(number =>
        {
            machine.Run(new FilteredCall(FilteredCall.X64, (uint)number));
            return machine.Steps;
        })];
    }

    // A filter is for one thread: a new one puts it on, and takes it along when it ends.
    private static double Under(SocketFilter[]? filter, nint number, nint argument)
    {
        var nanoseconds = 0.0;
        var thread = new Thread(() =>
        {
            if (filter is not null)
            {
                ThreadFilter.Install(filter);
            }

            Repeat(CallsEach / 10, number, argument);
            var begin = Stopwatch.GetTimestamp();
            Repeat(CallsEach, number, argument);
            nanoseconds = Stopwatch.GetElapsedTime(begin).TotalNanoseconds / CallsEach;
        });
        thread.Start();
        thread.Join();
        return nanoseconds;
    }

    private static void Repeat(int count, nint number, nint argument)
    {
        for (var i = 0; i < count; i++)
        {
            _ = SystemCall(number, argument);
        }
    }

    // The fastest tenth: what else runs on the machine makes calls slower, never faster.
    private static double Undisturbed(List<double> values)
    {
        values.Sort();
        return values[values.Count / 10];
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    [SuppressGCTransition]
    private static partial nint SystemCall(nint number, nint argument);
}
