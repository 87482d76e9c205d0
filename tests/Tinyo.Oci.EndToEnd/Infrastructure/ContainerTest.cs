namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>Base of every test that runs containers: an own room and state root, and a check at the end that nothing is left.</summary>
public abstract class ContainerTest : IAsyncDisposable
{
    private readonly List<string> _ids = [];

    /// <summary>The test's directory: bundles and the state root lie in it.</summary>
    protected string Room { get; } = Workspace.NewRoom("test");

    /// <summary>The runtime under test.</summary>
    protected Runtime Runtime => field ??= new Runtime(Path.Combine(Room, "state"));

    /// <summary>A new bundle with an own root filesystem; its program is <c>true</c>.</summary>
    protected TestBundle NewBundle() => new(Workspace.NewRoom(Path.Combine(Path.GetFileName(Room), "bundle")));

    /// <summary>A new id, which is deleted and looked for when the test ends.</summary>
    protected string NewId() => Track(Workspace.NewId());

    /// <summary>Has an id that the test chose deleted and looked for when the test ends; give it to no other test.</summary>
    protected string Track(string id)
    {
        lock (_ids)
        {
            _ids.Add(id);
        }

        return id;
    }

    /// <summary><c>run</c> in the foreground: everything the program printed, and its exit code.</summary>
    protected Task<CommandResult> Run(TestBundle bundle, params string[] flags) =>
        Runtime.Invoke(["run", "--bundle", bundle.Save().Directory, .. flags, NewId()]);

    /// <summary>What the program prints, without the last line feed; fails the test when it does not exit with 0.</summary>
    protected async Task<string> Output(TestBundle bundle) => (await Run(bundle)).ShouldSucceed().Text;

    /// <summary>What a shell script prints in an otherwise unchanged container.</summary>
    protected Task<string> Output(string script) => Output(NewBundle().WithScript(script));

    /// <summary><c>create</c>, which may fail.</summary>
    protected Task<CommandResult> TryCreate(TestBundle bundle, string id, params string[] flags) =>
        Runtime.Invoke(["create", "--bundle", bundle.Save().Directory, .. flags, id]);

    /// <summary><c>create</c>, which must succeed.</summary>
    protected async Task<TestContainer> Create(TestBundle bundle, params string[] flags)
    {
        var id = NewId();
        var result = (await TryCreate(bundle, id, flags)).ShouldSucceed();
        return new TestContainer(Runtime, id, bundle, result);
    }

    /// <summary><c>create</c> and <c>start</c>.</summary>
    protected async Task<TestContainer> Start(TestBundle bundle, params string[] flags)
    {
        var container = await Create(bundle, flags);
        (await container.Start()).ShouldSucceed();
        return container;
    }

    /// <summary>Fails the test when anything of <paramref name="id"/> is left.</summary>
    protected Task NothingIsLeft(string id) => Leftovers.Check(id, Room, Runtime.StateRoot);

    /// <summary>Deletes every container of the test, then checks that nothing is left.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        foreach (var id in _ids.Where(id => Leftovers.Find(id, Room, Runtime.StateRoot).Count > 0))
        {
            await Runtime.Invoke("delete", "--force", id);
        }

        foreach (var id in _ids)
        {
            await NothingIsLeft(id);
        }

        Directory.Delete(Room, recursive: true);
        GC.SuppressFinalize(this);
    }
}
