using Tinyo.Oci.Runtime.Seccomp;

namespace Tinyo.Oci.Tests.Seccomp;

public sealed class SyscallTableSpecs
{
    [Fact]
    public void Every_name_is_found_where_it_is()
    {
        var names = Enumerable.Range(0, SyscallTable.Length).Select(SyscallTable.Name).ToList();

        names.Should().BeInAscendingOrder(StringComparer.Ordinal).And.OnlyHaveUniqueItems();
        names.Select(name => SyscallTable.IndexOf(name)).Should().Equal(Enumerable.Range(0, SyscallTable.Length));
    }

    [Theory]
    [InlineData("read", 0, 3, 0, 63, 3, 63, 3, 3)]
    [InlineData("execve", 59, 11, 520, 221, 11, 221, 11, 11)]
    [InlineData("clone3", 435, 435, 435, 435, 435, 435, 435, 435)]
    [InlineData("socketcall", -1, 102, -1, -1, -1, -1, 102, 102)]
    [InlineData("set_tls", -1, -1, -1, -1, 0xF0005, -1, -1, -1)]
    [InlineData("arch_prctl", 158, 384, 158, -1, -1, -1, -1, -1)]
    [InlineData("s390_pci_mmio_read", -1, -1, -1, -1, -1, -1, -1, 353)]
    public void Calls_have_the_numbers_that_they_have(string name, params int[] numbers)
    {
        var call = SyscallTable.IndexOf(name);

        Enumerable.Range(0, 8).Select(column => SyscallTable.Number(call, column)).Should().Equal(numbers);
    }
}
