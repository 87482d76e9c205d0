namespace Tinyo.Oci.Runtime.State;

/// <summary>The property names of <c>record.json</c>.</summary>
internal static class RecordNames
{
    internal const string OciVersion = "ociVersion";
    internal const string Id = "id";
    internal const string Bundle = "bundle";
    internal const string Rootfs = "rootfs";
    internal const string Created = "created";
    internal const string Pid = "pid";
    internal const string StartTime = "startTime";
    internal const string HasProcess = "hasProcess";
    internal const string SharedPidNamespace = "sharedPidNamespace";
    internal const string Annotations = "annotations";
    internal const string Cgroup = "cgroup";
    internal const string Manager = "manager";
    internal const string Unit = "unit";
    internal const string IsUsers = "isUsers";
    internal const string Directories = "directories";
    internal const string Controllers = "controllers";
    internal const string Mount = "mount";
    internal const string Path = "path";
    internal const string OwnParents = "ownParents";
    internal const string Claim = "claim";
    internal const string DeviceRules = "deviceRules";
    internal const string Resctrl = "resctrl";
    internal const string Group = "group";
    internal const string IsOwn = "isOwn";
    internal const string Monitor = "monitor";
    internal const string SeccompListener = "seccompListener";
    internal const string SeccompMetadata = "seccompMetadata";
    internal const string Program = "program";
    internal const string Poststart = "poststart";
    internal const string Poststop = "poststop";
    internal const string Args = "args";
    internal const string Env = "env";
    internal const string Timeout = "timeout";
}
