using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.State;

[Collection(Alone.Name)]
public sealed class StateStoreSpecs : IDisposable
{
    private static readonly ContainerId s_id = ContainerId.Parse("c1");

    private readonly TemporaryDirectory _temporary = new();
    private readonly StateStore _store;

    public StateStoreSpecs() => _store = new StateStore(_temporary.File("a/b"));

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void The_root_is_made_on_demand_for_its_owner_alone()
    {
        using var directory = _store.Reserve(s_id);

        File.GetUnixFileMode(_temporary.File("a/b")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        ((uint)File.GetUnixFileMode(directory.Path)).Should().Be(Mode.O711);
    }

    [Fact]
    public void An_id_is_reserved_once()
    {
        using var first = _store.Reserve(s_id);

        var act = () => _store.Reserve(s_id);

        act.Should().Throw<OciException>().WithMessage("container with given ID already exists: 'c1'");
    }

    [Fact]
    public void Of_many_that_reserve_an_id_at_once_one_gets_it()
    {
        var winners = 0;

        InParallel(8, () =>
        {
            try
            {
                _store.Reserve(s_id);
                Interlocked.Increment(ref winners);
            }
            catch (OciException)
            {
            }
        });

        winners.Should().Be(1);
    }

    [Fact]
    public void Whoever_reserves_and_removes_over_and_over_is_alone_inside()
    {
        var (inside, most, rounds) = (0, 0, 0);

        InParallel(4, () =>
        {
            for (var i = 0; i < 200; i++)
            {
                try
                {
                    using var directory = _store.Reserve(s_id);
                    var now = Interlocked.Increment(ref inside);
                    Interlocked.Exchange(ref most, Math.Max(most, now));
                    Interlocked.Increment(ref rounds);
                    directory.WriteRecord(Samples.Record());
                    Interlocked.Decrement(ref inside);
                    directory.Remove();
                }
                catch (OciException)
                {
                }
            }
        });

        most.Should().Be(1);
        rounds.Should().BePositive();
    }

    [Fact]
    public void A_lock_waited_for_on_a_removed_directory_is_taken_on_its_successor()
    {
        var first = _store.Reserve(s_id);
        var waiter = new Thread(() =>
        {
            using var opened = _store.OpenLocked(s_id);
            opened.WriteRecord(Samples.Record("waiter"));
        });
        waiter.Start();
        Thread.Sleep(50);
        first.Remove();
        using (var second = _store.Reserve(s_id))
        {
            second.WriteRecord(Samples.Record("second"));
            first.Dispose();
        }

        waiter.Join(5000).Should().BeTrue();

        using var current = _store.Open(s_id);
        current.TryReadRecord()!.Id.Should().Be("waiter");
    }

    [Fact]
    public void An_unknown_id_does_not_exist()
    {
        var act = () => _store.Open(s_id);

        act.Should().Throw<OciException>().WithMessage("container does not exist: 'c1'");
        _store.TryOpen(s_id).Should().BeNull();
        _store.TryOpenLocked(s_id).Should().BeNull();
        _store.Ids().Should().BeEmpty();
    }

    [Fact]
    public void Only_directories_named_like_ids_are_containers()
    {
        foreach (var id in new[] { "b", "a", "C" })
        {
            _store.Reserve(ContainerId.Parse(id)).Dispose();
        }

        File.WriteAllText(_temporary.File("a/b/file"), "");
        Directory.CreateDirectory(_temporary.File("a/b/not an id"));
        File.CreateSymbolicLink(_temporary.File("a/b/link"), "/etc");

        var ids = _store.Ids();

        ids.Select(id => id.ToString()).Should().Equal("C", "a", "b");
        _store.TryOpen(ContainerId.Parse("link")).Should().BeNull();
    }

    [Fact]
    public void A_record_is_replaced_whole_and_leaves_no_other_file()
    {
        using var directory = _store.Reserve(s_id);
        directory.TryReadRecord().Should().BeNull();

        directory.WriteRecord(Samples.Record());
        directory.WriteRecord(Samples.Record(pid: 7));

        directory.TryReadRecord()!.Pid.Should().Be(7);
        Directory.GetFileSystemEntries(directory.Path).Should().Equal($"{directory.Path}/record.json");
        ((uint)File.GetUnixFileMode($"{directory.Path}/record.json")).Should().Be(Mode.O600);
    }

    [Fact]
    public void A_broken_record_names_its_file_and_the_way_out()
    {
        using var directory = _store.Reserve(s_id);
        File.WriteAllText($"{directory.Path}/record.json", """{"id":"c1","cre""");

        var act = () => directory.TryReadRecord();

        act.Should().Throw<OciException>().Which.Message.Should()
            .StartWith($"the record of container 'c1' is broken, remove it with delete --force: {directory.Path}/record.json: ");
    }

    [Fact]
    public void Removing_follows_no_link()
    {
        Directory.CreateDirectory(_temporary.File("precious/below"));
        File.WriteAllText(_temporary.File("precious/file"), "");
        using var directory = _store.Reserve(s_id);
        Directory.CreateDirectory($"{directory.Path}/deep/deeper");
        File.WriteAllText($"{directory.Path}/deep/deeper/file", "");
        File.CreateSymbolicLink($"{directory.Path}/deep/link", _temporary.File("precious"));
        File.CreateSymbolicLink($"{directory.Path}/link", _temporary.File("precious/file"));

        directory.Remove();

        Directory.Exists(directory.Path).Should().BeFalse();
        File.Exists(_temporary.File("precious/file")).Should().BeTrue();
        Directory.Exists(_temporary.File("precious/below")).Should().BeTrue();
    }

    [Fact]
    public void The_lock_is_seen_by_others_and_ends_with_its_holder()
    {
        var holder = _store.Reserve(s_id);
        using var other = _store.Open(s_id);

        var whileHeld = (other.IsLocked(), other.TryLock());
        holder.Dispose();

        whileHeld.Should().Be((true, false));
        other.IsLocked().Should().BeFalse();
        other.TryLock().Should().BeTrue();
    }

    private static void InParallel(int count, ThreadStart work)
    {
        var threads = Enumerable.Range(0, count).Select(_ => new Thread(work)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }
}
