using Tinyo.Oci.Tests.House;

namespace Tinyo.Oci.Tests;

/// <summary>Holds the source tree against the house's rules, and the rules against samples that break them.</summary>
public sealed class HouseSpecs
{
    private static readonly IReadOnlyList<SourceFile> s_source = SourceTree.Read("src");

    [Fact]
    public void The_whole_source_keeps_the_rules()
    {
        var problems = HouseRules.Check(s_source);

        s_source.Count.Should().BeGreaterThan(10);
        problems.Should().BeEmpty();
    }

    [Fact]
    public void No_file_names_a_path_of_the_machine_it_was_written_on()
    {
        var problems = HouseRules.CheckPaths(SourceTree.ReadAll());

        problems.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Tinyo.Oci.Runtime/State", "using Tinyo.Oci.Runtime.Lifecycle;", "State (floor 1) reaches up to Lifecycle (floor 3)")]
    [InlineData("Tinyo.Oci.Runtime/Cgroups", "using static Tinyo.Oci.Runtime.Lifecycle.CreateOperation;", "Cgroups (floor 2) reaches up to Lifecycle (floor 3)")]
    [InlineData("Tinyo.Oci.Runtime/Planning", "class C { object o = new Tinyo.Oci.Runtime.Init.InitStub(); }", "Planning (floor 1) reaches up to Init (floor 2)")]
    [InlineData("Tinyo.Oci.Runtime/Lifecycle", "using Stub = Tinyo.Oci.Cli.Program;", "Lifecycle (floor 3) reaches up to Tinyo.Oci.Cli (floor 4)")]
    [InlineData("Tinyo.Oci.Spec", "using Tinyo.Oci.Linux.Signals;", "Tinyo.Oci.Spec (floor 0) reaches across to Tinyo.Oci.Linux")]
    [InlineData("Tinyo.Oci.Linux", "using Tinyo.Oci.Spec;", "Tinyo.Oci.Linux (floor 0) reaches across to Tinyo.Oci.Spec")]
    [InlineData("Tinyo.Oci.Runtime/Attic", "", "Attic is no room of the house")]
    public void An_arrow_that_goes_up_or_across_is_found(string folder, string line, string expected)
    {
        var file = Sample(folder, line);

        var problems = HouseRules.Check([file]);

        problems.Should().ContainSingle().Which.Should().Contain(expected);
    }

    [Fact]
    public void A_ring_between_rooms_of_one_floor_is_found()
    {
        SourceFile[] files =
        [
            Sample("Tinyo.Oci.Runtime/Planning", "using Tinyo.Oci.Runtime.State;"),
            Sample("Tinyo.Oci.Runtime/State", "using Tinyo.Oci.Runtime.Bundles;"),
            Sample("Tinyo.Oci.Runtime/Bundles", "using Tinyo.Oci.Runtime.Planning;"),
        ];

        var problems = HouseRules.Check(files);

        problems.Should().ContainSingle().Which.Should().Be("rooms in a ring: Bundles -> Planning -> State -> Bundles");
    }

    [Fact]
    public void Rooms_of_one_floor_may_use_each_other_one_way()
    {
        SourceFile[] files =
        [
            Sample("Tinyo.Oci.Runtime/Planning", "using Tinyo.Oci.Runtime.State;"),
            Sample("Tinyo.Oci.Runtime/Bundles", "using Tinyo.Oci.Runtime.State;"),
        ];

        var problems = HouseRules.Check(files);

        problems.Should().BeEmpty();
    }

    [Theory]
    [InlineData("class C { async void M() { } }", "async")]
    [InlineData("class C { Task<int> M() => null; }", "Task")]
    [InlineData("using System.Threading.Tasks;", "Tasks")]
    [InlineData("class C { Thread t; }", "Thread")]
    [InlineData("class C { void M() => GC.WaitForPendingFinalizers(); }", "WaitForPendingFinalizers")]
    [InlineData("class C { void M() => System.Diagnostics.Process.Start(\"x\"); }", "Process")]
    [InlineData("class C { unsafe void M() { } }", "unsafe")]
    public void A_forbidden_word_is_found(string line, string expected)
    {
        var file = Sample("Tinyo.Oci.Runtime/State", line);

        var problems = HouseRules.Check([file]);

        problems.Should().Contain(problem => problem.Contains($"'{expected}'") && problem.Contains(":3:"));
    }

    [Theory]
    [InlineData("// an async remark about a Thread")]
    [InlineData("/// <summary>A Task, unsafe.</summary>")]
    [InlineData("class C { string s = \"unsafe async\"; }")]
    [InlineData("class C { string s = \"a \\\" Thread\"; }")]
    public void Comments_and_texts_may_use_every_word(string line)
    {
        var file = Sample("Tinyo.Oci.Runtime/State", line);

        var problems = HouseRules.Check([file]);

        problems.Should().BeEmpty();
    }

    [Fact]
    public void Unsafe_code_may_live_next_to_the_kernel()
    {
        var file = Sample("Tinyo.Oci.Linux/Clone", "class C { unsafe void M() { } }");

        var problems = HouseRules.Check([file]);

        problems.Should().BeEmpty();
    }

    [Fact]
    public void A_namespace_that_is_not_the_folder_is_found()
    {
        var file = new SourceFile("src/Tinyo.Oci.Runtime/State/A.cs", ["namespace Tinyo.Oci.Runtime.Hooks;"]);

        var problems = HouseRules.Check([file]);

        problems.Should().ContainSingle().Which.Should().Contain("namespace is Tinyo.Oci.Runtime.Hooks, the folder says Tinyo.Oci.Runtime.State");
    }

    [Fact]
    public void A_long_file_is_found()
    {
        var file = Sample("Tinyo.Oci.Spec", string.Join('\n', Enumerable.Repeat("// line", 350)));

        var problems = HouseRules.Check([file]);

        problems.Should().ContainSingle().Which.Should().Contain("352 lines, at most 350");
    }

    [Fact]
    public void A_path_of_the_machine_is_found()
    {
        var file = new SourceFile("README.md", ["see", "/" + "work/shared/style.md"]);

        var problems = HouseRules.CheckPaths([file]);

        problems.Should().ContainSingle().Which.Should().StartWith("README.md:2:");
    }

    [Fact]
    public void Paths_are_used_only_where_they_may_be()
    {
        var problems = PathRules.Check(s_source);

        problems.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Tinyo.Oci.Runtime/Init", "using var file = FileSystem.Open(mount.Target, OpenFlags.O_PATH);", "Open takes a path (mount.Target)")]
    [InlineData("Tinyo.Oci.Runtime/Init", "FileSystem.TryWriteText(path, text);", "TryWriteText takes a path (path)")]
    [InlineData("Tinyo.Oci.Runtime/Lifecycle", "FileSystem.TryWriteText($\"/proc/{pid}/uid_map\", text);", "writes to /proc by path")]
    [InlineData("Tinyo.Oci.Linux/Sockets", "Libc.OpenAt(0, path, 0, 0);", "hands a path to the kernel by OpenAt")]
    public void A_path_that_is_used_where_none_may_be_is_found(string folder, string line, string expected)
    {
        var problems = PathRules.Check([.. s_source, Sample(folder, line)]);

        problems.Should().ContainSingle().Which.Should().Contain(expected);
    }

    private static SourceFile Sample(string folder, string line) =>
        new($"src/{folder}/Sample.cs", [$"namespace {folder.Replace('/', '.')};", "", .. line.Split('\n')]);
}
