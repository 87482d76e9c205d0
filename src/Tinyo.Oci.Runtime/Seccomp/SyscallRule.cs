namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>What is done with a system call whose arguments pass all tests; without tests, with any.</summary>
/// <param name="Order">Its place in the configuration.</param>
/// <param name="Action">What the kernel is told to do.</param>
/// <param name="Tests">The tests, by argument.</param>
internal sealed record SyscallRule(int Order, uint Action, ArgumentTest[] Tests)
{
    /// <summary>Whether every call matches.</summary>
    internal bool IsUnconditional => Tests.Length == 0;

    /// <summary>The rule for a program whose arguments have only their low halves.</summary>
    internal SyscallRule Narrow() => IsUnconditional ? this : this with { Tests = WithoutIdle(Array.ConvertAll(Tests, static test => test.Narrow())) };

    /// <summary>The rule for the same call made through another one, whose first argument says which is meant.</summary>
    internal SyscallRule Through(int call)
    {
        var rest = Array.FindAll(Tests, static test => test.Index != 0);
        return this with { Tests = [new ArgumentTest(0, Comparison.Equal, (ulong)call), .. rest] };
    }

    /// <summary>The tests that can fail.</summary>
    internal static ArgumentTest[] WithoutIdle(ArgumentTest[] tests) => Array.FindAll(tests, static test => !test.AlwaysHolds);

    /// <summary>Which of two rules is asked first: in the order of their tests, the one with more tests before the other.</summary>
    internal static int Compare(SyscallRule left, SyscallRule right)
    {
        var shared = Math.Min(left.Tests.Length, right.Tests.Length);
        for (var i = 0; i < shared; i++)
        {
            if (ArgumentTest.Compare(left.Tests[i], right.Tests[i]) is not 0 and var order)
            {
                return order;
            }
        }

        return left.Tests.Length != right.Tests.Length
            ? right.Tests.Length.CompareTo(left.Tests.Length)
            : left.Order.CompareTo(right.Order);
    }

    /// <summary>Whether this rule's tests are the first ones, or all, of another's.</summary>
    internal bool BeginsAs(SyscallRule other) => other.Tests.AsSpan().StartsWith(Tests);
}
