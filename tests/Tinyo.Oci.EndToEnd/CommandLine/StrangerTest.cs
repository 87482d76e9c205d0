using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.CommandLine;

/// <summary>Base of the tests in which an ordinary user calls the runtime; deletes that user's container at the end.</summary>
[Needs(Requirement.Binary, "setpriv")]
public abstract class StrangerTest : CommandLineTest
{
    /// <summary>The user.</summary>
    private protected Stranger User => field ??= new Stranger(Room);

    /// <summary>The one container of the test.</summary>
    private protected string Id => field ??= NewId();

    /// <summary>A bundle of the user's, with what <c>spec --rootless</c> writes; skips the test where users can't make containers.</summary>
    private protected Task<TestBundle> UsersBundle()
    {
        Assert.SkipUnless(Stranger.WhyNot is null, Stranger.WhyNot ?? "");
        return User.Configure(NewBundle());
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Directory.Exists(Path.Combine(User.StateRoot, Id)))
        {
            await User.Invoke("delete", "--force", Id);
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
