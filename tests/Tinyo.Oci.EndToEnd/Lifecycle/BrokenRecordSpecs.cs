using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Lifecycle;

/// <summary>A state root that crashes, full disks and people have been at: what is wrong is said in one line, the rest works on.</summary>
[Needs(Requirement.Tinyo)]
public sealed class BrokenRecordSpecs : LifecycleTest
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"id\":\"x\",\"pid\":1")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"pid\":\"text\"}")]
    [InlineData("\0\0\0\0")]
    public async Task A_record_that_is_broken_is_named_by_every_verb_and_removed_by_force(string content)
    {
        var id = NewId();
        WriteRecord(id, content);

        foreach (var arguments in new[] { ["state", id], ["start", id], ["kill", id], ["ps", "--format", "json", id], new[] { "delete", id } })
        {
            OneLine(await Runtime.Invoke(arguments), 1).Should().Contain($"the record of container '{id}' is broken, remove it with delete --force: ")
                .And.Contain($"{Runtime.StateRoot}/{id}/record.json: ").And.NotContain("LineNumber");
        }

        (await TryCreate(NewBundle(), id)).ShouldExitWith(1).Errors.Should().Contain("container with given ID already exists");
        OneLine(await Runtime.Invoke("delete", "--force", id), 0).Should().Contain("warning").And.Contain("could not be removed whole");
        Directory.Exists(Path.Combine(Runtime.StateRoot, id)).Should().BeFalse();
    }

    [Fact]
    public async Task A_truncated_record_of_a_living_container_is_no_reason_to_crash()
    {
        var container = await Start(Sleeping());
        var file = RecordOf(container.Id);
        var whole = await File.ReadAllTextAsync(file);
        for (var length = 0; length < whole.Length; length += whole.Length / 20)
        {
            await File.WriteAllTextAsync(file, whole[..length]);

            OneLine(await Runtime.Invoke("state", container.Id), 1).Should().Contain("is broken");
            OneLine(await Runtime.Invoke("delete", container.Id), 1).Should().Contain("is broken");
        }

        await File.WriteAllTextAsync(file, whole);
        (await container.Status()).Should().Be("running");
        (await container.Delete("--force")).ShouldSucceed();
        await NothingIsLeft(container.Id);
    }

    [Theory]
    [InlineData("an empty directory")]
    [InlineData("only a socket")]
    public async Task What_a_dead_create_left_is_no_container_and_is_deleted(string what)
    {
        foreach (var force in new[] { false, true })
        {
            var id = NewId();
            await MakeLeftover(id, what);

            OneLine(await Runtime.Invoke("state", id), 1).Should().Contain("does not exist");
            OneLine(await Runtime.Invoke("kill", id), 1).Should().Contain("does not exist");
            OneLine(await Runtime.Invoke("list"), 0).Should().Contain($"'{id}' is left out").And.Contain("remove it with delete");
            (await Runtime.Invoke(force ? ["delete", "--force", id] : ["delete", id])).ShouldSucceed().Errors.Should().BeEmpty();

            Directory.Exists(Path.Combine(Runtime.StateRoot, id)).Should().BeFalse();
        }
    }

    [Theory]
    [InlineData("file")]
    [InlineData("fifo")]
    [InlineData("link")]
    public async Task What_is_no_directory_is_no_container_and_stays(string what)
    {
        var (container, path) = (await Create(Sleeping()), Path.Combine(Runtime.StateRoot, what));
        _ = what switch
        {
            "file" => Command.Run("touch", path),
            "fifo" => Command.Run("mkfifo", path),
            _ => Command.Run("ln", "-s", container.Id, path),
        };

        OneLine(await Runtime.Invoke("state", what), 1).Should().Contain("does not exist");
        OneLine(await Runtime.Invoke("delete", what), 1).Should().Contain("does not exist");
        (await Runtime.Invoke("delete", "--force", what)).ShouldSucceed().Errors.Should().BeEmpty();
        (await Runtime.Invoke("list", "-q")).ShouldSucceed().Text.Should().Be(container.Id);

        (await container.Status()).Should().Be("created");
        Directory.GetFileSystemEntries(Runtime.StateRoot).Should().Contain(path);
        File.Delete(path);
    }

    [Fact]
    public async Task List_shows_the_others_and_names_the_broken_ones()
    {
        var (one, other) = (await Create(Sleeping()), await Start(Sleeping()));
        var (broken, empty) = (NewId(), NewId());
        WriteRecord(broken, "{");
        await MakeLeftover(empty, "an empty directory");
        await File.WriteAllTextAsync(Path.Combine(Runtime.StateRoot, "a file"), "");

        var table = (await Runtime.Invoke("list")).ShouldSucceed();
        var quiet = (await Runtime.Invoke("list", "-q")).ShouldSucceed();
        var json = (await Runtime.Invoke("list", "-f", "json")).ShouldSucceed();

        table.Lines.Should().HaveCount(3);
        quiet.Lines.Should().BeEquivalentTo(one.Id, other.Id);
        json.Output.Should().Contain(one.Id).And.Contain(other.Id).And.NotContain(broken);
        foreach (var result in new[] { table, quiet, json })
        {
            result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(2)
                .And.ContainSingle(line => line.Contains($"'{broken}' is left out")).And.ContainSingle(line => line.Contains($"'{empty}' is left out"));
        }
    }

    [Fact]
    public async Task A_state_root_that_is_missing_is_empty()
    {
        (await Runtime.Invoke("list", "-q")).ShouldSucceed().Output.Should().BeEmpty();
        (await Runtime.Invoke("state", "x")).ShouldExitWith(1).Errors.Should().Contain("does not exist");

        Directory.Exists(Runtime.StateRoot).Should().BeFalse("asking makes nothing");
    }

    [Fact]
    public async Task A_state_root_that_is_a_file_is_named()
    {
        await File.WriteAllTextAsync(Runtime.StateRoot, "");

        var result = await TryCreate(NewBundle(), NewId());

        OneLine(result, 1).Should().Contain(Runtime.StateRoot);
    }

    private string RecordOf(string id) => Path.Combine(Runtime.StateRoot, id, "record.json");

    private void WriteRecord(string id, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(RecordOf(id))!);
        File.WriteAllText(RecordOf(id), content);
    }

    private async Task MakeLeftover(string id, string what)
    {
        var directory = Directory.CreateDirectory(Path.Combine(Runtime.StateRoot, id)).FullName;
        if (what == "only a socket")
        {
            var container = await Create(NewBundle());
            Command.Run("cp", "-a", Path.Combine(Runtime.StateRoot, container.Id, "start.sock"), directory).ShouldSucceed();
        }
    }

    // Standard error, which must be one clear line.
    private static string OneLine(CommandResult result, int exitCode)
    {
        var line = result.ShouldExitWith(exitCode).Errors;
        line.Should().EndWith("\n").And.NotContainAny("Exception", "   at ", "internal error");
        line.Count(letter => letter == '\n').Should().Be(1, "one clear line is enough: {0}", line.Replace('{', '(').Replace('}', ')'));
        return line;
    }
}
