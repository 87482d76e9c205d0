using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Lifecycle;

/// <summary><c>list</c> and <c>ps</c>, in the formats that engines parse.</summary>
public sealed class ListSpecs : LifecycleTest
{
    [Fact]
    public async Task The_table_has_a_line_for_each_container()
    {
        var (one, other) = (await Create(Sleeping()), await Start(NewBundle()));
        await other.WaitFor("stopped");
        var pid = (await one.Process()).Pid;

        var lines = (await Runtime.Invoke("list")).ShouldSucceed().Lines.Select(line => Regex.Split(line.Trim(), " {2,}|\t+| +")).ToArray();

        lines[0].Should().Equal("ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER");
        lines.Should().HaveCount(3);
        lines[1..].Should().ContainSingle(words => words[0] == one.Id && words[1] == $"{pid}" && words[2] == "created" && words[3] == one.Bundle.Directory && words[5] == "root");
        lines[1..].Should().ContainSingle(words => words[0] == other.Id && words[1] == "0" && words[2] == "stopped" && words[3] == other.Bundle.Directory && words[5] == "root");
    }

    [Theory]
    [InlineData("--format", "json")]
    [InlineData("-f", "json")]
    public async Task Json_is_one_array_on_one_line(string flag, string format)
    {
        var container = await Start(Sleeping().With(config => config["annotations"] = new JsonObject { ["a"] = "b" }));
        var state = await container.State();

        var output = (await Runtime.Invoke("list", flag, format)).ShouldSucceed().Output;

        output.TrimEnd('\n').Should().NotContain("\n");
        var entry = JsonNode.Parse(output)!.AsArray().Should().ContainSingle().Which!;
        foreach (var name in new[] { "id", "pid", "status", "bundle", "rootfs", "created" })
        {
            entry[name]!.ToJsonString().Should().Be(state[name]!.ToJsonString());
        }

        ((string)entry["annotations"]!["a"]!).Should().Be("b");
        ((string)entry["owner"]!).Should().Be("root");
    }

    [Fact]
    public async Task An_empty_list_is_a_header_or_null()
    {
        (await Runtime.Invoke("list")).ShouldSucceed().Lines.Should().ContainSingle().Which.Should().StartWith("ID");
        (await Runtime.Invoke("list", "--format", "json")).ShouldSucceed().Text.Should().MatchRegex(@"^(null|\[\])$");
        (await Runtime.Invoke("list", "-q")).ShouldSucceed().Output.Should().BeEmpty();
    }

    [Theory]
    [InlineData("-q")]
    [InlineData("--quiet")]
    public async Task Quiet_is_only_ids(string flag)
    {
        var (one, other) = (await Create(Sleeping()), await Create(Sleeping()));

        var lines = (await Runtime.Invoke("list", flag)).ShouldSucceed().Lines;

        lines.Should().BeEquivalentTo(one.Id, other.Id);
    }

    [Fact]
    public async Task Ps_in_json_is_an_array_of_the_hosts_pids()
    {
        var container = await Start(NewBundle().WithScript("sleep 100 & echo ready; wait"));
        await container.WaitForOutput("ready");
        var inside = HostProcess.All().Where(process => process.Cgroups.Contains(container.Id)).Select(process => process.Pid).ToArray();

        var output = (await Runtime.Invoke("ps", "--format", "json", container.Id)).ShouldSucceed().Output;

        output.Should().EndWith("]\n").And.NotContain(" ");
        JsonNode.Parse(output)!.AsArray().Select(pid => (int)pid!).Should().HaveCount(2).And.BeEquivalentTo(inside);
    }

    [Fact]
    [Needs(Requirement.Binary, "ps")]
    public async Task Ps_as_a_table_has_a_pid_column_and_only_the_containers_processes()
    {
        var container = await Start(Sleeping());
        var pid = (await container.Process()).Pid.ToString(CultureInfo.InvariantCulture);

        var lines = (await Runtime.Invoke("ps", container.Id)).ShouldSucceed().Lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();

        lines.Should().HaveCount(2);
        var column = Array.IndexOf(lines[0], "PID");
        column.Should().BeGreaterThanOrEqualTo(0);
        lines[1][column].Should().Be(pid);
    }

    [Fact]
    [Needs(Requirement.Binary, "ps")]
    public async Task Ps_passes_options_to_the_hosts_ps()
    {
        var container = await Start(Sleeping());
        var pid = (await container.Process()).Pid.ToString(CultureInfo.InvariantCulture);

        var lines = (await Runtime.Invoke("ps", container.Id, "-o", "pid,comm", "-e")).ShouldSucceed().Lines;

        lines.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Should().Equal("PID COMMAND", $"{pid} sleep");
    }

    [Fact]
    [Needs(Requirement.Binary, "ps")]
    public async Task Ps_is_found_without_a_path_in_the_environment()
    {
        var container = await Start(Sleeping());

        var result = await (Runtime.Call("ps", container.Id, "aux") with { OnlyEnvironment = new Dictionary<string, string>() }).Execute();

        result.ShouldSucceed().Lines.Should().HaveCount(2).And.Contain(line => line.EndsWith("sleep 100"));
    }

    [Fact]
    public async Task A_host_without_ps_is_told_which_package_has_it()
    {
        var container = await Create(Sleeping());

        var result = await (Runtime.Call("ps", container.Id) with { Environment = new Dictionary<string, string> { ["PATH"] = "/nowhere" } }).Execute();

        result.ShouldExitWith(1).Errors.Should().Be("tinyo-oci: exec: \"ps\": executable file not found in /nowhere: install the package procps, or use --format json\n");
    }

    [Theory]
    [InlineData("--bogus", "ps --bogus: exit status 1: error: unknown gnu long option Usage: ")]
    [InlineData("-Ao comm", "couldn't find PID field in ps output")]
    [Needs(Requirement.Binary, "ps")]
    public async Task What_ps_does_not_understand_is_an_error(string options, string message)
    {
        var container = await Create(Sleeping());

        var result = await Runtime.Invoke(["ps", container.Id, .. options.Split(' ')]);

        result.ShouldExitWith(1).Output.Should().BeEmpty();
        result.Errors.Should().StartWith($"tinyo-oci: {message}").And.Match(errors => errors.IndexOf('\n') == errors.Length - 1);
    }
}
